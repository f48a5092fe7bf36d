// The worker of the courses: it keeps a course on the device and answers from there without network. It keeps nothing else: only the
// files that `lijst` names, each fetched without cookies, so that no page with something of somebody on it is ever among them.
//
// A cache is called `leren ADDRESS VERSION`; ADDRESS is where the course is: `/leren/receptie`, `/en/leren/receptie`.

const STEP = /^((?:\/[a-z]{2})?\/leren\/([a-z0-9-]+))\/(?:stap\/\d+|klaar|onderweg)$/
const START = /^((?:\/[a-z]{2})?\/leren\/([a-z0-9-]+))$/
const LIST = /^(\/[a-z]{2})?\/leren$/
const FILE = /^\/bestand\/|^(?:\/[a-z]{2})?\/leren\/[a-z0-9-]+\/(?:onderweg\/cursus\.js|geluid\/.+\.mp3)$/

const languageOf = (address) => address.match(/^\/([a-z]{2})\//)?.[1] ?? 'nl'
const nameOf = (address, version) => `leren ${address} ${version}`
const ours = async () => (await caches.keys()).filter((name) => name.startsWith('leren '))
const addressIn = (name) => name.split(' ')[1]

/** Fetches as somebody who is not known here, in the language of the address. */
const nameless = (path, address) => fetch(path, {
  credentials: 'omit', cache: 'no-cache', headers: { 'Accept-Language': languageOf(address) },
})

/** Keeps a course as it is now; what was kept of it before goes once all of it is there. */
async function keep(address, withAudio, tell = () => {}) {
  const told = await nameless(`${address}/onderweg/lijst`, address)
  // A course that is no longer on offer is not followed here either.
  if (told.status === 404) await forget(address)
  const list = await told.json()
  const name = nameOf(address, list.version)
  const cache = await caches.open(name)
  // For who asks later how much more there is.
  await cache.put(`${address}/onderweg/lijst`, new Response(JSON.stringify(list)))
  // The page comes last: where it is, all is.
  const wanted = [...(withAudio ? list.audio : []), ...list.files]
  for (const [place, path] of wanted.entries()) {
    if (!(await cache.match(path))) {
      const answer = await nameless(path, address)
      if (!answer.ok || answer.redirected) throw new Error(path)
      await cache.put(path, answer)
    }
    tell({ done: place + 1, of: wanted.length })
  }
  await forget(address, name)
  const hasAudio = list.audio.length > 0 && Boolean(await cache.match(list.audio[0]))
  tell({ kept: true, hasAudio, audioBytes: hasAudio ? 0 : list.audioBytes })
}

/** Takes what is kept of a course away, but for one cache. */
async function forget(address, except) {
  for (const name of await ours()) if (addressIn(name) === address && name !== except) await caches.delete(name)
}

/** After an update of the server: every course that is kept, once more. One that is not to be had now stays as it was. */
async function renew() {
  for (const name of await ours()) {
    const cache = await caches.open(name)
    const hasAudio = (await cache.keys()).some(({ url }) => url.endsWith('.mp3'))
    await keep(addressIn(name), hasAudio).catch(() => {})
  }
}

self.addEventListener('install', (event) => event.waitUntil(renew().then(() => self.skipWaiting())))
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

self.addEventListener('message', (event) => {
  const { wish, address, withAudio } = event.data
  const [port] = event.ports
  const tell = (words) => port.postMessage(words)
  const work = {
    keep: () => keep(address, withAudio, tell),
    send: async () => {
      const course = address.split('/').at(-1)
      await send(course, languageOf(address))
      const place = await kept.place(course)
      tell({ left: place.left })
      if (place.left) await kept.putPlace({ ...place, left: 0 })
    },
    count: async () => tell({ waiting: await kept.waitingInAll() }),
  }[wish]
  event.waitUntil(work().then(
    () => tell({ end: true }),
    (error) => tell({ end: true, failed: true, status: error.status, sentence: error.status ? error.message : '' })))
})

// Where browsers have it: what waits is sent when the network is back, with no page open.
self.addEventListener('sync', (event) => {
  if (event.tag === 'leren') event.waitUntil(sendAll())
})

async function sendAll() {
  const addresses = new Map((await ours()).map(addressIn).map((address) => [address.split('/').at(-1), address]))
  for (const [course, address] of addresses) {
    if (await kept.waiting(course)) await send(course, languageOf(address)).catch((error) => {
      // Without network the browser tries again; what the server refuses waits until somebody looks.
      if (!error.status) throw error
    })
  }
}

self.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (origin !== location.origin) return
  if (request.mode === 'navigate') {
    if (STEP.test(pathname)) event.respondWith(step(request, ...pathname.match(STEP).slice(1)))
    else if (START.test(pathname) && request.method === 'GET') event.respondWith(start(request, pathname))
    else if (LIST.test(pathname) && request.method === 'GET') event.respondWith(list(request, pathname))
  } else if (request.method === 'GET' && FILE.test(pathname)) event.respondWith(file(request))
})

/** A step, from the server; without network from here. */
async function step(request, address, course) {
  const page = await caches.match(`${address}/onderweg`)
  if (!page) return fetch(request)
  const form = request.method === 'POST' ? request.clone() : null
  try {
    return await fetch(request)
  } catch (error) {
    if (!form) return page
    const { pathname } = new URL(request.url)
    await kept.handOver({ course, path: pathname, text: await form.text() })
    return Response.redirect(pathname, 303)
  }
}

async function start(request, address) {
  return fetch(request).catch(async (error) => {
    if (!(await caches.match(`${address}/onderweg`))) throw error
    return Response.redirect(`${address}/onderweg`)
  })
}

/** The list of courses, where the app opens; without network the course that was kept last. */
async function list(request, path) {
  return fetch(request).catch(async (error) => {
    const name = (await ours()).findLast((name) => addressIn(name).startsWith(`${path}/`))
    if (!name) throw error
    return Response.redirect(`${addressIn(name)}/onderweg`)
  })
}

async function file(request) {
  const answer = await caches.match(request.url, { ignoreVary: true })
  const range = request.headers.get('range')?.match(/^bytes=(\d+)-(\d*)$/)
  if (!answer || !range) return answer ?? fetch(request)
  // A player asks for parts; what is kept is the whole.
  const bytes = await answer.arrayBuffer()
  const first = Math.min(Number(range[1]), bytes.byteLength - 1)
  const last = Math.min(range[2] ? Number(range[2]) : Infinity, bytes.byteLength - 1)
  return new Response(bytes.slice(first, last + 1), {
    status: 206,
    headers: {
      'Content-Type': answer.headers.get('Content-Type'), 'Content-Range': `bytes ${first}-${last}/${bytes.byteLength}`,
      'Content-Length': String(last + 1 - first),
    },
  })
}
