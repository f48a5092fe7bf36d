// The screen beside its form, while somebody writes. Without this there is a button that shows it.

for (const form of document.querySelectorAll('form[data-preview]')) {
  const place = document.getElementById('voorbeeld')
  let timer, latest = 0, isChanged = false

  const show = async () => {
    const number = ++latest
    try {
      const answer = await fetch(form.dataset.preview, { method: 'POST', body: new URLSearchParams(new FormData(form)) })
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
      const next = page.getElementById('voorbeeld')
      // An answer to what was typed earlier comes too late.
      if (answer.ok && next && number === latest) place.replaceChildren(...next.childNodes)
    } catch { /* The network may come back: the next change tries again. */ }
  }

  form.addEventListener('input', () => {
    isChanged = true
    clearTimeout(timer)
    timer = setTimeout(show, 400)
  })
  // Whoever leaves with something typed is asked first.
  form.addEventListener('submit', () => { isChanged = false })
  addEventListener('beforeunload', (event) => { if (isChanged) event.preventDefault() })
}
