// What a browser keeps of courses that are followed without network, and how it gets to the server. Shared by the page of a
// course and the worker.
//
// Nobody's name is in it. `places`: how an attempt stood when the server last told; `deeds`: what was done since, in order;
// `forms`: a form that could not be sent.

/** What the server did not take; `message` is the sentence that says why. */
class NotTaken extends Error {
  constructor(status, sentence) {
    super(sentence)
    this.status = status
  }
}

const kept = {
  database() {
    return new Promise((done, fail) => {
      const opening = indexedDB.open('vangnet-leren', 1)
      opening.onupgradeneeded = () => {
        opening.result.createObjectStore('places', { keyPath: 'course' })
        opening.result.createObjectStore('deeds', { keyPath: 'number', autoIncrement: true }).createIndex('course', 'course')
        opening.result.createObjectStore('forms', { keyPath: 'course' })
      }
      opening.onsuccess = () => done(opening.result)
      opening.onerror = () => fail(opening.error)
    })
  },

  /** One transaction; `body` gives a request, whose result comes out, or nothing. */
  async within(names, body) {
    const database = await kept.database()
    try {
      return await new Promise((done, fail) => {
        const transaction = database.transaction(names, 'readwrite')
        const request = body(...names.map((name) => transaction.objectStore(name)))
        transaction.oncomplete = () => done(request?.result)
        transaction.onerror = transaction.onabort = () => fail(transaction.error)
      })
    } finally {
      // Left open it would hold up the removal of everything.
      database.close()
    }
  },

  place: (course) => kept.within(['places'], (places) => places.get(course)),

  putPlace: (place) => kept.within(['places'], (places) => { places.put(place) }),

  /** The first deeds that wait, at most `most`. */
  deeds: (course, most) => kept.within(['deeds'], (deeds) => deeds.index('course').getAll(course, most)),

  waiting: (course) => kept.within(['deeds'], (deeds) => deeds.index('course').count(course)),

  waitingInAll: () => kept.within(['deeds'], (deeds) => deeds.count()),

  add: (deed) => kept.within(['deeds'], (deeds) => { deeds.add(deed) }),

  /** The deeds are at the server, and this is how the attempt stands there. */
  arrived: (place, numbers) => kept.within(['places', 'deeds'], (places, deeds) => {
    places.put(place)
    for (const number of numbers) deeds.delete(number)
  }),

  /** Puts `all` in the place of every deed of the course that waits. */
  replace: (course, all) => kept.within(['deeds'], (deeds) => {
    const waiting = deeds.index('course').getAllKeys(course)
    waiting.onsuccess = () => {
      for (const number of waiting.result) deeds.delete(number)
      for (const deed of all) deeds.add(deed)
    }
  }),

  handOver: (form) => kept.within(['forms'], (forms) => { forms.put(form) }),

  /** The form that could not be sent, once. */
  takeForm: (course) => kept.within(['forms'], (forms) => {
    const request = forms.get(course)
    forms.delete(course)
    return request
  }),
}

// As many as the server takes at once is more than needed; less is lost when the network goes again.
const AT_ONCE = 50
const LONGEST = 200

/**
 * Sends what waits of a course, oldest first, and keeps what the server says of the attempt. What it has no place for any more
 * is counted in `left` of the place, until somebody was told.
 *
 * Throws `NotTaken`, and whatever `fetch` throws without network: then all that is not at the server waits on.
 */
async function send(course, language) {
  for (let round = 0; round < LONGEST; round += 1) {
    const waiting = await kept.deeds(course, AT_ONCE)
    const { attempt, version = 0 } = waiting[0] ?? {}
    const end = waiting.findIndex((deed) => deed.attempt !== attempt || deed.version !== version)
    const batch = end < 0 ? waiting : waiting.slice(0, end)
    const answer = await fetch(`/leren/${course}/onderweg/stand?taal=${language}`, {
      method: 'POST', headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ attempt, version, events: batch.map(({ event }) => event) }),
    })
    const told = await answer.json().catch(() => ({}))
    // Asking about an attempt that is not there is no mistake, and still there is nothing.
    if (!told.place) throw new NotTaken(answer.ok ? 404 : answer.status, told.error ?? '')
    const left = ((await kept.place(course))?.left ?? 0) + told.outdated.length
    await kept.arrived({ ...told.place, left }, batch.map(({ number }) => number))
    if (batch.length === waiting.length && waiting.length < AT_ONCE) return
  }
}
