// Comfort on the screens of a course: steps that move up and down, and the speed of what is read aloud.

/** `<ol data-order>`: the numbers make place for two buttons, and follow the order in which the steps stand. */
function order(list) {
  const steps = () => [...list.children]
  const number = (step) => Number(step.querySelector('select').value) || list.children.length
  list.parentElement.querySelector('.hint').textContent = list.dataset.hint
  const status = document.createElement('p')
  status.className = 'hidden'
  status.setAttribute('role', 'status')
  list.after(status)

  const renumber = () => steps().forEach((step, place) => { step.querySelector('select').value = place + 1 })
  const move = (step, down) => {
    const other = down ? step.nextElementSibling : step.previousElementSibling
    if (!other) return
    const button = step.querySelector(down ? '[data-down]' : '[data-up]')
    if (down) other.after(step)
    else other.before(step)
    renumber()
    button.focus()
    const words = { step: step.querySelector('label span').textContent, place: steps().indexOf(step) + 1 }
    status.textContent = list.dataset.moved.replace(/\{(\w+)\}/g, (_, name) => words[name])
  }

  // As they were numbered before; what has no number keeps its place at the end.
  list.append(...steps().sort((one, other) => number(one) - number(other)))
  for (const step of steps()) {
    const select = step.querySelector('select')
    select.querySelector('option[value=""]')?.remove()
    select.hidden = true
    step.querySelector('label .soft').hidden = true
    step.querySelector('.moves').hidden = false
    step.querySelector('[data-up]').addEventListener('click', () => move(step, false))
    step.querySelector('[data-down]').addEventListener('click', () => move(step, true))
  }
  renumber()
}

/** `<div data-speeds="0.75 1 1.25" hidden>` after an `<audio>`: a button for each speed. */
function speeds(group) {
  const audio = group.parentElement.querySelector('audio')
  for (const speed of group.dataset.speeds.split(' ')) {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'button second'
    button.textContent = speed.replace('.', ',') + '×'
    button.setAttribute('aria-pressed', speed === '1')
    button.addEventListener('click', () => {
      audio.playbackRate = Number(speed)
      group.querySelectorAll('button').forEach((each) => each.setAttribute('aria-pressed', each === button))
    })
    group.append(button)
  }
  group.hidden = false
}

function enhance(root) {
  root.querySelectorAll('[data-order]').forEach(order)
  root.querySelectorAll('[data-speeds]').forEach(speeds)
}

enhance(document)
// A part of the page that came later: see `data-replace` in vangnet.js.
new MutationObserver((changes) => {
  for (const change of changes) for (const node of change.addedNodes) if (node.localName === 'main') enhance(node)
}).observe(document.body, { childList: true, subtree: true })
