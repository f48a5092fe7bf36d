// Keeping a course on the device: asks the worker to, says how far it is, and takes everything off again. The course itself works
// without any of it.

const canKeep = isSecureContext && 'serviceWorker' in navigator && 'caches' in window && 'indexedDB' in window

/** Asks the worker of `registration`; `hear` gets what it tells on the way. */
function ask(worker, request, hear = () => {}) {
  return new Promise((done) => {
    const { port1, port2 } = new MessageChannel()
    let said = {}
    port1.onmessage = ({ data }) => {
      said = { ...said, ...data }
      if (!data.end) return hear(said)
      port1.close()
      done(said)
    }
    worker.postMessage(request, [port2])
  })
}

const kept = async () => (await caches.keys()).filter((name) => name.startsWith('leren '))

/** `<section data-kept="VERSION" data-address="/leren/receptie" data-automatic hidden>` on a step. */
function keeping(section) {
  const { address, kept: version } = section.dataset
  const status = section.querySelector('[role=status]')
  const [button, audio, link] = ['[data-keep]', '[data-keep-audio]', 'a'].map((each) => section.querySelector(each))
  const word = (name) => section.querySelector(`[data-word=${name}]`).textContent
  const say = (text) => { if (status.textContent !== text) status.textContent = text }

  async function worker() {
    const scope = address.slice(0, address.lastIndexOf('/'))
    await navigator.serviceWorker.register('/sw.js', { scope })
    return (await navigator.serviceWorker.ready).active
  }

  async function keep(withAudio) {
    button.hidden = audio.hidden = true
    say(word('busy'))
    // Which attempt it is comes first: what is done without network belongs to that one.
    const arrival = await deliver()
    const said = await ask(await worker(), { wish: 'keep', address, withAudio }, ({ done, of }) => {
      if (of) say(`${word('busy')} ${Math.round(100 * done / of)}%`)
    })
    show(said)
    tell(arrival)
  }

  function show({ failed, audioBytes }) {
    say(word(failed ? 'failed' : 'done'))
    button.hidden = !failed
    link.hidden = Boolean(failed)
    audio.hidden = Boolean(failed) || !audioBytes
    const size = (audioBytes / 1e6).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 })
    if (!audio.hidden) audio.textContent = audio.textContent.replace('{size}', `${size} MB`)
  }

  async function standing(cache) {
    const { audio, audioBytes } = await (await cache.match(`${address}/onderweg/lijst`)).json()
    return { audioBytes: audio.length && await cache.match(audio[0]) ? 0 : audioBytes }
  }

  /** What was done without network and waits, and how the attempt stands now. */
  const deliver = async () => ask(await worker(), { wish: 'send', address })

  function tell({ failed, left, sentence }) {
    if (sentence) {
      status.textContent = `${sentence} `
      status.append(Object.assign(document.createElement('a'), { href: `${address}/onderweg`, textContent: word('waiting') }))
    } else if (!failed && left) say(word(left === 1 ? 'left-one' : 'left').replace('{count}', left))
  }

  async function begin() {
    section.hidden = false
    button.addEventListener('click', () => keep(false))
    audio.addEventListener('click', () => keep(true))
    const name = `leren ${address} ${version}`
    const cache = await caches.has(name) && await caches.open(name)
    if (cache && await cache.match(`${address}/onderweg`)) {
      show(await standing(cache))
      return tell(await deliver())
    }
    const isHere = (await kept()).some((name) => name.split(' ')[1] === address)
    if (isHere || ('automatic' in section.dataset && !navigator.connection?.saveData)) return keep(false)
    say(word('not'))
    button.hidden = false
  }

  begin().catch(() => say(word('failed')))
}

/** What is on the device, on the page about that. */
async function device(section) {
  const list = section.querySelector('ul')
  for (const name of await kept()) {
    const address = name.split(' ')[1]
    const page = await caches.match(`${address}/onderweg`)
    if (!page) continue
    const title = new DOMParser().parseFromString(await page.text(), 'text/html').querySelector('h1').textContent
    const item = document.createElement('li')
    item.append(Object.assign(document.createElement('a'), { href: address, textContent: title }))
    list.append(item)
  }
  section.querySelector('[data-none]').hidden = list.children.length > 0
  const worker = (await navigator.serviceWorker.getRegistrations()).map(({ active }) => active).find(Boolean)
  const { waiting } = worker ? await ask(worker, { wish: 'count' }) : {}
  const sentence = section.querySelector(waiting === 1 ? '[data-waiting-one]' : '[data-waiting]')
  sentence.hidden = !waiting
  sentence.textContent = sentence.textContent.replace('{count}', waiting)
  section.hidden = false
}

/** `<form data-clear>`: takes everything off before the server is told. */
function clearing(form) {
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    await Promise.all((await kept()).map((name) => caches.delete(name)))
    await new Promise((done) => {
      const removal = indexedDB.deleteDatabase('vangnet-leren')
      removal.onsuccess = removal.onerror = removal.onblocked = done
    })
    for (const registration of await navigator.serviceWorker.getRegistrations()) await registration.unregister()
    form.submit()
  })
}

if (canKeep) {
  document.querySelectorAll('[data-kept]').forEach(keeping)
  document.querySelectorAll('[data-device]').forEach(device)
  document.querySelectorAll('[data-clear]').forEach(clearing)
  // A part of the page that came later: see `data-replace` in vangnet.js.
  new MutationObserver((changes) => {
    for (const change of changes) {
      for (const node of change.addedNodes) if (node.localName === 'main') node.querySelectorAll('[data-kept]').forEach(keeping)
    }
  }).observe(document.body, { childList: true, subtree: true })
}
