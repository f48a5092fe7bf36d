// What the player does on a page of the site instead of speaking with a learning platform: everything that is done is written
// down in the browser first, and sent in order as soon as there is a network.

const home = document.getElementById('onderweg').dataset.address
const pageLanguage = document.documentElement.lang
const standing = document.getElementById('stand')

/** The sentences in which our own pages say it otherwise than a package does. */
const OWN_WORDS = {
  'packages.player.before-platform': 'offline.player.before', 'packages.player.before-stop': 'learning.before.stop',
  'packages.player.end-platform': 'offline.player.end', 'packages.player.closed-text': 'offline.player.closed',
  'packages.player.closed-nobody': 'offline.player.not-kept',
}

/** How each thing that can be done is told to the server. */
const DEEDS = {
  go: (screen) => ({ do: 'go', screen }),
  answer: (screen, given) => ({ do: 'answer', screen, given: [...given] }),
  putAside: (screen) => ({ do: 'aside', screen }),
  judge: (screen, moment, signal) => ({ do: 'judge', screen, moment, signal }),
  retell: (screen) => ({ do: 'retell', screen }),
}

const ACTS = {
  go: (deed) => attempt.go(deed.screen),
  answer: (deed) => attempt.answer(deed.screen, deed.given),
  aside: (deed) => attempt.putAside(deed.screen),
  judge: (deed) => attempt.judge(deed.screen, deed.moment, deed.signal),
  retell: (deed) => attempt.retell(deed.screen),
}

/** Begins where the learner was: what the server last told, and then what was done here since. */
function takeUp(place, waiting) {
  const known = (ids) => (ids ?? []).filter((id) => attempt.screen(id))
  for (const id of known(place?.seen)) attempt.seen.add(id)
  for (const id of known(place?.finished)) attempt.finished.add(id)
  for (const id of known(place?.aside)) attempt.putAsides.add(id)
  for (const id of known(Object.keys(place?.answers ?? {}))) {
    const choices = attempt.screen(id).exercise?.choices.map((choice) => choice.id) ?? []
    if (place.answers[id].every((given) => choices.includes(given))) attempt.answers.set(id, place.answers[id])
  }
  for (const id of known(Object.keys(place?.stories ?? {}))) {
    const { judged, stops } = place.stories[id]
    attempt.tellings.set(id, { judged: new Set(judged), stops: new Set(stops) })
  }
  if (attempt.seen.has(place?.position)) attempt.position = place.position
  for (const { event } of waiting) {
    try { ACTS[event.do](event) } catch (error) { if (!(error instanceof Refused)) throw error }
  }
}

/** All that is known of the attempt as if it were done now: for an attempt that is new at the server. */
function everything() {
  const deeds = []
  for (const { id, moments } of screens.filter((screen) => attempt.seen.has(screen.id))) {
    deeds.push(DEEDS.go(id))
    const telling = attempt.tellings.get(id)
    for (const moment of moments ?? []) {
      if (telling?.judged.has(moment.id)) deeds.push(DEEDS.judge(id, moment.id, telling.stops.has(moment.id)))
    }
    if (attempt.answers.has(id)) deeds.push(DEEDS.answer(id, attempt.answers.get(id)))
    else if (attempt.putAsides.has(id)) deeds.push(DEEDS.putAside(id))
  }
  return [...deeds, DEEDS.go(attempt.position)]
}

/** Which attempt of the server's what is done here belongs to; nothing as long as the server was never asked. */
let known
/** What is written down, one after the other. */
let writing = Promise.resolve()
let isSending = false
let isToSendAgain = false
/** Whether what was done is in the browser. */
let isKept = true

const asRow = (event) => ({
  course: course.slug, attempt: known, version: course.version, event: { id: crypto.randomUUID(), ...event },
})

function write(event) {
  const row = asRow(event)
  writing = writing.then(() => kept.add(row)).catch(() => { isKept = false })
}

function follow() {
  for (const [name, deed] of Object.entries(DEEDS)) {
    const original = attempt[name]
    attempt[name] = (...given) => {
      original.apply(attempt, given)
      write(deed(...given))
    }
  }
}

/** Sends what waits, and says how it stands. */
async function deliver() {
  if (isSending) { isToSendAgain = true; return }
  isSending = true
  try {
    do {
      isToSendAgain = false
      await writing
      await send(course.slug, pageLanguage)
    } while (isToSendAgain)
    await arrived()
  } catch (error) {
    if (error instanceof NotTaken) refused(error)
    navigator.serviceWorker?.ready.then((worker) => worker.sync?.register('leren')).catch(() => {})
  } finally {
    isSending = false
    await tellStanding()
  }
}

async function arrived() {
  const place = await kept.place(course.slug)
  known = place.attempt
  if (place.left) {
    notice.innerHTML = html`<p class="notice warning">${counted('offline.player.left', place.left)}</p>`.text
    await kept.putPlace({ ...place, left: 0 })
  } else if (place.version !== course.version) {
    notice.innerHTML = html`<p class="notice warning">${word('offline.player.new-version')} <a href="${home}">${
      word('offline.player.open')}</a></p>`.text
  } else notice.innerHTML = ''
  // The certificate is the server's.
  if (place.isComplete && view === 'end') location.assign(`${home}/klaar`)
}

/** Why the server took nothing: a later try changes nothing about most of these, so that the learner has to know. */
function refused({ status, message }) {
  if (!message) return
  const choices = status === 409 && html`<p class="buttons"><button type="button" class="button" data-kept="along">${
    word('offline.player.along')}</button><button type="button" class="button second" data-kept="drop">${
    word('offline.player.drop')}</button></p>`
  const start = status === 404 && html`<p><a href="${home}">${word('offline.player.begin')}</a></p>`
  notice.innerHTML = html`<div class="notice warning"><div><p>${message}</p>${choices}${start}</div></div>`.text
}

async function tellStanding() {
  const waiting = await kept.waiting(course.slug).catch(() => 0)
  standing.textContent = !isKept ? word('offline.player.not-kept')
    : waiting ? counted('offline.player.waiting', waiting) : word('offline.player.sent')
}

document.addEventListener('click', async (event) => {
  const wish = event.target.closest('[data-kept]')?.dataset.kept
  if (!wish) return
  known = undefined
  await writing
  await kept.replace(course.slug, wish === 'along' ? everything().map(asRow) : [])
  await deliver()
  if (wish === 'drop') location.reload()
})

addEventListener('online', deliver)

/** The step that the address names. */
function opens() {
  const number = Number(location.pathname.match(/\/stap\/(\d+)$/)?.[1])
  if (location.pathname.endsWith('/klaar')) return 'end'
  const wanted = screens[number - 1]?.id
  if (wanted && wanted !== attempt.position) attempt.go(wanted)
  return wanted || attempt.seen.size > 1 ? 'screen' : 'start'
}

addEventListener('popstate', () => {
  view = opens()
  show()
})

/** The address follows, so that loading it again shows the same step: from here, or from the server. */
function showAddress({ number }) {
  const path = view === 'end' ? `${home}/klaar` : `${home}/stap/${number}`
  if (location.pathname !== path) history.pushState(null, '', path)
}

/** A form of the server's page that could not be sent: done here instead. */
function takeOver(form) {
  const data = new FormData()
  for (const [name, value] of new URLSearchParams(form.text)) data.append(name, value)
  const wanted = screens[Number(form.path.match(/\/stap\/(\d+)$/)?.[1]) - 1]
  if (!wanted) return
  attempt.go(wanted.id)
  if (attempt.position !== wanted.id) return
  const places = [...data].filter(([name, place]) => name.startsWith('plek-') && place)
  if (places.length === wanted.shown?.length) {
    draft(wanted).order = places.sort((one, other) => one[1] - other[1]).map(([name]) => name.slice('plek-'.length))
  }
  view = 'screen'
  act(data.get('doe') ?? 'antwoord', data)
}

/** Which files of sound are on the device; all of them as long as there is a network. */
const sounds = new Set()

async function listSounds() {
  for (const name of await caches.keys()) {
    if (!name.startsWith('leren ')) continue
    for (const { url } of await (await caches.open(name)).keys()) sounds.add(new URL(url).pathname)
  }
}

async function connect() {
  // The latest from the server, when there is one; else what is here.
  let failure
  await send(course.slug, pageLanguage).catch((error) => { failure = error })
  const [place, waiting] = await Promise.all([kept.place(course.slug), kept.deeds(course.slug)]).catch(() => [undefined, []])
  await listSounds().catch(() => {})
  takeUp(place, waiting)
  known = failure instanceof NotTaken ? waiting[0]?.attempt : place?.attempt
  follow()
  const form = await kept.takeForm(course.slug).catch(() => undefined)
  if (form) setTimeout(() => takeOver(form))
  if (failure instanceof NotTaken) setTimeout(() => refused(failure))
  else if (!failure) setTimeout(arrived)
  setTimeout(tellStanding)
  return {
    languages: [place?.language, pageLanguage].filter(Boolean),
    records: true,
    words: OWN_WORDS,
    opens,

    /** The sentence in the place of sound that cannot be heard now. */
    silence: (path) => navigator.onLine || sounds.has(path) ? undefined : 'offline.player.no-audio',

    save(progress) {
      showAddress(progress)
      deliver()
    },

    async finish() {
      await writing
      await deliver()
      return isKept
    },

    leave() {},
  }
}
