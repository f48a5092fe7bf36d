// Comfort on top of pages that work without it: quick exit, copy and print buttons, focus after an error.

const all = (selector, action, root = document) => root.querySelectorAll(selector).forEach(action)

/** Shift three times, or the link: covers the page at once, then replaces it, so that Back does not return here. */
function quickExit(bar) {
  const link = bar.querySelector('[data-exit]')
  const words = link.dataset
  const status = bar.querySelector('[role=status]')
  const lights = bar.querySelectorAll('.lights i')
  const within = 5000
  let presses = 0, alone = false, gone = false, timer

  const show = (message) => {
    bar.classList.toggle('counting', presses > 0)
    lights.forEach((light, place) => light.classList.toggle('on', place < presses))
    status.textContent = message
  }
  const reset = (message = '') => {
    clearTimeout(timer)
    presses = 0
    show(message)
  }
  const leave = () => {
    gone = true
    clearTimeout(timer)
    const cover = document.createElement('div')
    cover.className = 'leaving'
    cover.setAttribute('role', 'alert')
    cover.textContent = words.leaving
    document.title = words.leaving
    document.body.classList.add('left')
    document.body.append(cover)
    location.replace(link.href)
  }
  const press = () => {
    clearTimeout(timer)
    presses += 1
    if (presses === 3) return leave()
    show(presses === 1 ? words.two : words.one)
    timer = setTimeout(() => reset(words.expired), within)
  }

  all('[data-exit]', (each) => each.addEventListener('click', (event) => {
    event.preventDefault()
    leave()
  }))
  // Only Shift pressed and released by itself counts: typing a capital or selecting with the mouse does not.
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Shift') {
      if (!event.repeat) alone = !(event.ctrlKey || event.altKey || event.metaKey)
    } else {
      alone = false
      if (presses) reset()
    }
  })
  document.addEventListener('keyup', (event) => {
    if (event.key !== 'Shift' || !alone || gone) return
    alone = false
    press()
  })
  document.addEventListener('pointerdown', () => { alone = false })
  // A browser that kept the page in memory may bring it back: then leave again, or start counting anew.
  addEventListener('pageshow', (event) => {
    if (!event.persisted) return
    if (gone) location.replace(link.href)
    else reset()
  })
  bar.querySelector('p').hidden = false
}

/** What is copied of an element: its value, its text, or the labels and values of the fields in it. */
function words(from) {
  const fields = [...from.querySelectorAll?.('textarea') ?? []]
  if (!fields.length) return from.value ?? from.textContent.trim()
  return fields.map((field) => `${field.labels[0].textContent.trim()}: ${field.value.trim()}`).join('\n')
}

/** `<button data-copy="id" data-done="Copied" hidden>`: copies the text or the value of the element with that id. */
function copyButton(button) {
  const from = document.getElementById(button.dataset.copy)
  if (!from || !navigator.clipboard) return
  const text = button.textContent
  const status = document.createElement('span')
  status.className = 'hidden'
  status.setAttribute('role', 'status')
  button.after(status)
  button.hidden = false
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(words(from))
      button.textContent = status.textContent = button.dataset.done
    } catch {
      from.select?.()
    }
    setTimeout(() => { button.textContent = text; status.textContent = '' }, 3000)
  })
}

// A second press on a button that is already sending does not send twice.
function once(form) {
  let sent = 0
  form.addEventListener('submit', (event) => {
    if (event.timeStamp - sent < 2000 && sent) return event.preventDefault()
    sent = event.timeStamp
  })
}

/**
 * `<form data-replace>`: the page that answers takes the place of this one, in the history too, so that Back leaves and does not
 * go through what was answered. When that fails in any way the form is sent as it would be without this script.
 */
function replacing(form) {
  form.addEventListener('submit', async (event) => {
    const button = event.submitter
    if (event.defaultPrevented || button?.hasAttribute('data-plain')) return
    event.preventDefault()
    const address = button?.hasAttribute('formaction') ? button.formAction : form.action
    const data = new FormData(form, button)
    try {
      const answer = await fetch(address, { method: 'POST', body: new URLSearchParams(data) })
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
      const main = page.querySelector('main')
      if (!main || answer.redirected || !(answer.ok || answer.status === 422)) throw new Error()
      document.title = page.title
      history.replaceState(null, '', address)
      document.querySelector('main').replaceWith(main)
      enhance(main)
      const start = main.querySelector('[data-focus]') ?? main.querySelector('h1')
      scrollTo(0, 0)
      start.focus({ preventScroll: true })
    } catch {
      if (button?.name) form.append(Object.assign(document.createElement('input'), { type: 'hidden', name: button.name, value: button.value }))
      form.action = address
      form.submit()
    }
  })
}

/** What works with a script in `root`: the page, or a part that came later. */
function enhance(root) {
  all('[data-copy]', copyButton, root)
  all('[data-print]', (button) => {
    button.hidden = false
    button.addEventListener('click', () => print())
  }, root)
  all('[data-focus]:not(.component *)', (heading) => heading.focus(), root)
  all('.summary a[href^="#"]', (link) => link.addEventListener('click', (event) => {
    const field = document.getElementById(link.hash.slice(1))
    if (!field) return
    event.preventDefault()
    field.closest('.field')?.scrollIntoView({ block: 'start' })
    field.focus({ preventScroll: true })
  }), root)
  all('form', once, root)
  all('form[data-replace]', replacing, root)
}

all('.exit', quickExit)
enhance(document)
// A page with answers that the browser kept in memory is not shown again.
addEventListener('pageshow', (event) => {
  if (event.persisted && document.querySelector('form[data-replace]')) location.reload()
})
// The page of a long job asks again by itself, and puts only what changed in its place.
function follow(job) {
  if (!job.dataset.poll) return
  setTimeout(async () => {
    try {
      const answer = await fetch(job.dataset.poll)
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
      const next = page.getElementById('job')
      if (answer.ok && next) {
        const had = job.contains(document.activeElement)
        const state = document.getElementById('job-state'), newState = page.getElementById('job-state')
        if (newState.textContent !== state.textContent) state.replaceChildren(...newState.childNodes)
        job.dataset.poll = next.dataset.poll ?? ''
        job.replaceChildren(...next.childNodes)
        if (had) job.querySelector('a')?.focus()
      }
    } catch { /* The network may come back: try again. */ }
    follow(job)
  }, 2000)
}
all('#job', follow)
// A long piece of work goes on by itself, step by step; without this one presses the button.
all('form[data-go-on]', (form) => setTimeout(() => form.requestSubmit(), 200))
