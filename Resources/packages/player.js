'use strict'

// The player of a course where there is no server: in a package, or on a phone without network. One thing on a screen, all of it
// in this file's neighbours. Nothing is asked of any other address than what `connect` speaks with; and where a package reports, of one
// more, by `Report`.

const { screens } = course
const place = document.getElementById('screen')
const notice = document.getElementById('notice')
// In a package alone: a page of the site has a bar of its own.
const bar = document.getElementById('bar')

const attempt = new Attempt(course)
// Only in a package that reports.
const report = course.report && new Report(course, attempt)
let lms = null
let language = course.languages[0]
let view = 'start'
// Whether the learner began before in an earlier session.
let isResumed = false
// The last words are on their way to the platform.
let isClosing = false
// Whether the platform has the place where the learner stopped.
let isSaved = false
// By screen, until the page is left: the order of steps, a sentence somebody wrote, and the mistake in an answer.
const drafts = new Map()

// Words

const word = (key, values = {}) => Object.entries(values).reduce(
  (sentence, [name, value]) => sentence.replaceAll(`{${name}}`, value), course.words[language][lms?.words?.[key] ?? key] ?? key)
const counted = (key, count) => word(count === 1 ? `${key}-one` : key, { count })
const say = (texts) => texts?.[language] ?? ''

/** HTML that needs no escaping any more. */
class Markup { constructor(text) { this.text = text ?? '' } }

const raw = (text) => new Markup(text)

/** HTML in which every value is escaped, but for `Markup` and lists of it. */
function html(parts, ...values) {
  const shown = (value) => {
    if (value === undefined || value === null || value === false) return ''
    if (value instanceof Markup) return value.text
    if (Array.isArray(value)) return value.map(shown).join('')
    return String(value).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
  }
  return new Markup(parts.reduce((whole, part, index) => whole + shown(values[index - 1]) + part))
}

const VERDICTS = { right: 'learning.verdict.right', partly: 'learning.verdict.partly', wrong: 'learning.verdict.wrong' }

const draft = (screen) => {
  if (!drafts.has(screen.id)) drafts.set(screen.id, { order: screen.shown?.slice() })
  return drafts.get(screen.id)
}

// Parts of a page

const button = (action, text, look = '', more = '') =>
  html`<button class="button ${look}" name="doe" value="${action}"${raw(more)}>${text}</button>`

function progressBar(screen) {
  const number = screens.indexOf(screen) + 1
  const values = { step: number, of: screens.length }
  return html`<div class="progress"><label for="voortgang"><span>${word('learning.step.title', values)}</span>
    <span class="soft">${counted('learning.step.done', attempt.done)}</span></label>
    <progress id="voortgang" value="${attempt.done}" max="${screens.length}"></progress></div>`
}

function hotlines(screen) {
  if (!screen.hotlines.length) return ''
  return html`<ul class="cards">${screen.hotlines.map((line) => html`<li class="card"><h2>${say(line.name)}</h2>
    <p>${say(line.when)}</p><p><a href="${line.link}">${word('learning.step.call')} ${line.number}</a></p>
    ${line.note && html`<p class="small soft">${say(line.note)}</p>`}
    ${line.unchecked && html`<p class="meta"><span class="tag look">${word('learning.step.unchecked')}</span></p>`}
    </li>`)}</ul>`
}

function sourceList(screen) {
  if (!screen.sources.length) return ''
  return html`<details><summary>${word('learning.step.sources')}</summary><div><ul>${screen.sources.map((id) => {
    const source = course.sources[id]
    const title = source.url ? html`<a href="${source.url}">${source.title}</a>` : source.title
    const mark = source.unchecked && html` <span class="soft small">(${word('learning.step.source-unchecked')})</span>`
    return html`<li id="source-${id}">${title}${mark}</li>`
  })}</ul></div></details>`
}

function helpForYourself() {
  return html`<aside class="panel" aria-labelledby="hulp-voor-jou"><h2 id="hulp-voor-jou">${word('learning.self.title')}</h2>
    <p>${word('learning.self.text')}</p>
    ${course.help.length > 0 && html`<ul>${course.help.map((line) => html`<li>${say(line.name)}: <a
      href="${line.link}">${line.number}</a>${line.unchecked
      && html` <span class="small soft">(${word('learning.step.unchecked')})</span>`}</li>`)}</ul>`}</aside>`
}

/** Stopping is always one step away. */
function stopping() {
  const promise = word(lms?.records ? 'learning.step.stop' : 'packages.player.stop-unsaved')
  return html`<p class="small soft">${promise} <button type="button" class="linkish" data-do="stop">${
    word('packages.player.stop')}</button></p>`
}

function mistake(screen) {
  const { error } = draft(screen)
  if (!error) return ''
  return html`<div class="summary" role="alert" aria-labelledby="errors-title"><h2 id="errors-title" tabindex="-1">${
    word('web.errors.title')}</h2><ul><li><a href="#${errorField(screen)}">${word(error)}</a></li></ul></div>`
}

/** Where the mistake can be mended. */
function errorField(screen) { return screen.kind === 'rewrite' && !draft(screen).compared ? 'zin' : 'keuze-1' }

function errorLine(screen) {
  const { error } = draft(screen)
  return error && html`<p class="error" id="fout"><span><span class="hidden">${word('web.form.error')}</span>${
    word(error)}</span></p>`
}

// Exercises

function choiceField(screen, legend) {
  const { kind, choices } = screen.exercise
  const isOne = kind === 'one'
  const chosen = draft(screen).chosen ?? attempt.answers.get(screen.id) ?? []
  const { error } = draft(screen)
  const hint = word(screen.kind === 'cross-out' ? 'exercises.cross-out.hint' : kind === 'ticks' ? 'exercises.rewrite.checks-hint'
    : isOne ? 'learning.step.one' : 'learning.step.several')
  return html`<fieldset class="field${error && ' wrong'}${screen.kind === 'cross-out' && ' cross-out'}"
    ${isOne && raw('role="radiogroup" aria-required="true"')}${error && raw(' aria-describedby="fout"')}>
    <legend>${legend}</legend><p class="hint">${hint}</p>${errorLine(screen)}
    <div class="choices">${choices.map((choice, index) => html`<div class="choice"><input
      type="${isOne ? 'radio' : 'checkbox'}" id="keuze-${index + 1}" name="keuze" value="${choice.id}"${
      chosen.includes(choice.id) && raw(' checked')}><label for="keuze-${index + 1}">${say(choice.text)}</label></div>`)}
    </div></fieldset>`
}

function orderField(screen) {
  const texts = new Map(screen.exercise.choices.map((choice) => [choice.id, say(choice.text)]))
  const { order } = draft(screen)
  const label = (by, step) => by < 0 ? word('exercises.order.up', { step }) : word('exercises.order.down', { step })
  const move = (id, by) => html`<button type="button" class="button second" data-do="move" data-step="${id}" data-by="${by}"
    aria-label="${label(by, texts.get(id))}">${by < 0 ? '↑' : '↓'}</button>`
  return html`<fieldset class="field"><legend>${word('exercises.order.legend')}</legend>
    <p class="hint">${word('exercises.order.hint-moves')}</p>
    <ol class="order">${order.map((id, index) => html`<li><span>${index + 1}. ${texts.get(id)}</span><span class="moves">${
      index > 0 && move(id, -1)}${index < order.length - 1 && move(id, 1)}</span></li>`)}</ol>
    <p class="hidden" role="status" id="geplaatst"></p></fieldset>`
}

function sight(moment, telling) {
  const isStop = telling.stops.has(moment.id)
  if (moment.signal) return isStop ? 'exercises.story.sight.seen' : 'exercises.story.sight.missed'
  return isStop ? 'exercises.story.sight.false-alarm' : 'exercises.story.sight.ordinary'
}

function storyField(screen) {
  const telling = attempt.tellings.get(screen.id)
  const next = attempt.nextMoment(screen)
  const before = screen.moments.filter((moment) => telling?.judged.has(moment.id))
  if (next) {
    const number = before.length + 1
    return html`${before.length > 0 && html`<ol class="timeline">${before.map((moment) => html`<li>${raw(say(moment.html))}${
      telling.stops.has(moment.id) && html`<p><span class="tag look">${word('exercises.story.stopped')}</span></p>`}</li>`)}</ol>`}
      <section class="panel" id="moment" tabindex="-1" aria-labelledby="moment-kop"><h2 id="moment-kop">${
      word('exercises.story.place', { place: number, of: screen.moments.length })}</h2>${raw(say(next.html))}</section>
      <p class="hint">${word('exercises.story.hint')}</p>
      <p class="buttons">${button('signaal', word('exercises.story.stop'))}${
      button('gewoon', word('exercises.story.go-on'), 'second')}${!attempt.answers.has(screen.id)
      && button('overslaan', word('learning.step.aside'), 'quiet')}</p>`
  }
  return html`<section id="moment" tabindex="-1" aria-labelledby="moment-kop"><h2 id="moment-kop">${
    word('exercises.story.timeline')}</h2><ol class="timeline">${screen.moments.map((moment) => {
    const key = sight(moment, telling)
    const isGood = (moment.signal === telling.stops.has(moment.id))
    return html`<li>${raw(say(moment.html))}<p><span class="tag ${isGood ? 'go' : 'look'}">${word(key)}</span></p>${
      raw(say(moment.feedback))}</li>`
  })}</ol></section>`
}

function rewriteField(screen) {
  const own = draft(screen)
  const legend = word('exercises.rewrite.checks')
  const examples = html`<h2>${word('exercises.rewrite.examples')}</h2><ul>${screen.facts.map((fact) =>
    html`<li>${say(fact)}</li>`)}</ul>`
  if (!own.compared && !attempt.answers.has(screen.id)) {
    return html`<blockquote><p>${say(screen.judgement)}</p></blockquote>
      <div class="field${own.error && ' wrong'}"><label for="zin">${word('exercises.rewrite.own')}</label>
      <p class="hint" id="zin-hint">${word('exercises.rewrite.own-hint')}</p>${errorLine(screen)}
      <textarea class="input" id="zin" name="zin" maxlength="600" aria-describedby="zin-hint${own.error && ' fout'}">${
      own.text}</textarea></div>`
  }
  return html`<blockquote><p>${say(screen.judgement)}</p></blockquote>
    ${own.text && html`<p>${word('packages.player.yours')}</p><blockquote><p class="typed">${own.text}</p></blockquote>`}
    ${examples}${choiceField(screen, legend)}`
}

/** What to say before a choice that was made. */
function choiceLabel(screen, choice, latest) {
  if (screen.kind === 'order') {
    return latest.inPlace.includes(choice.id) ? 'exercises.order.right-place' : 'exercises.order.wrong-place'
  }
  if (screen.kind === 'rewrite') return 'exercises.rewrite.tick'
  if (screen.kind !== 'cross-out') return 'learning.step.yours'
  return latest.chosen.includes(choice) ? 'exercises.cross-out.struck' : 'exercises.cross-out.kept'
}

function outcome(screen) {
  const latest = attempt.outcome(screen.id)
  if (!latest || (screen.moments && attempt.nextMoment(screen))) return ''
  const { kind, choices, feedback } = screen.exercise
  // Once everything that goes is crossed out, also the lines that stay.
  const shown = screen.kind === 'cross-out' && latest.verdict === 'right' ? choices : latest.chosen
  const counts = { count: kind === 'order' ? latest.inPlace.length : latest.chosen.length, of: choices.length }
  return html`<section class="panel" id="uitleg" tabindex="-1" aria-labelledby="uitleg-kop"><h2 id="uitleg-kop">${
    word(kind === 'ticks' ? 'exercises.rewrite.done' : VERDICTS[latest.verdict])}</h2>${latest.isRightlyLeftAlone
    && html`<p>${word('learning.verdict.left-alone')}</p>`}${kind === 'order'
    && html`<p>${word('exercises.order.in-place', counts)}</p>`}${kind === 'ticks'
    && html`<p>${word('exercises.rewrite.ticked', counts)}</p>`}${shown.map((choice) => html`<p><span class="soft">${
    word(choiceLabel(screen, choice, latest))}</span> ${say(choice.text)}</p>${raw(say(choice.feedback))}`)}${
    raw(say(feedback))}${latest.missed > 0 && html`<p>${counted('learning.step.missed', latest.missed)}</p>`}</section>`
}

function exerciseField(screen) {
  const legend = screen.question ? say(screen.question) : screen.kind === 'cross-out'
    ? word('exercises.cross-out.legend') : word('learning.step.choose')
  switch (screen.kind) {
    case 'order': return orderField(screen)
    case 'rewrite': return rewriteField(screen)
    default: return choiceField(screen, legend)
  }
}

function exerciseForm(screen) {
  const story = screen.moments && storyField(screen)
  if (story && attempt.nextMoment(screen)) return html`${aside(screen)}${story}<p class="buttons">${previous(screen)}</p>`
  const answered = attempt.answers.has(screen.id)
  const solved = attempt.outcome(screen.id)?.verdict === 'right'
  const compares = screen.kind === 'rewrite' && !draft(screen).compared && !answered
  const answerButton = (look) => button(
    compares ? 'vergelijk' : 'antwoord', word(compares ? 'exercises.rewrite.compare' : answered
      ? 'learning.step.answer-again' : 'learning.step.answer'), look)
  const again = story && button('opnieuw', word('exercises.story.again'), 'quiet')
  if (solved) {
    return html`${story}${outcome(screen)}<p class="buttons">${button('verder', word('learning.step.next'))}${again}${
      previous(screen)}</p><details><summary>${word('learning.step.look-again')}</summary><div>${exerciseField(screen)}
      <p class="buttons">${answerButton('second')}</p></div></details>`
  }
  return html`${story}${outcome(screen)}${aside(screen)}${exerciseField(screen)}<p class="buttons">${answerButton()}${answered
    ? button('verder', word('learning.step.next'), 'second')
    : button('overslaan', word('learning.step.aside'), 'quiet')}${again}${previous(screen)}</p>`
}

function aside(screen) {
  if (attempt.answers.has(screen.id)) return ''
  if (attempt.putAsides.has(screen.id)) return html`<p class="soft">${word('learning.step.is-aside')}</p>`
  return attempt.finished.has(screen.id) && html`<p class="soft">${word('packages.player.is-done')}</p>`
}

const previous = (screen) => screens.indexOf(screen) > 0
  && html`<button type="button" class="button quiet" data-do="back">${word('learning.step.previous')}</button>`

// Pages

function screenPage() {
  const screen = attempt.screen(attempt.position)
  const title = say(screen.title)
  const chapter = say(screen.chapter)
  const form = screen.exercise ? exerciseForm(screen)
    : html`<p class="buttons">${button('verder', word('learning.step.next'))}${previous(screen)}</p>`
  return html`${mistake(screen)}${progressBar(screen)}${chapter !== title && html`<p class="soft small">${chapter}</p>`}
    <h1 tabindex="-1">${title}</h1>${listening(screen)}<div>${raw(say(screen.html))}</div>${hotlines(screen)}
    <form novalidate>${form}</form>${sourceList(screen)}${stopping()}${helpForYourself()}`
}

function listening(screen) {
  const audio = screen.audio?.[language]
  if (!audio) return ''
  const silence = lms?.silence?.(audio.path)
  if (silence) return html`<p class="small soft">${word(silence)}</p>`
  return html`<div class="listen"><p>${word('exercises.audio.label')}${audio.computer
    && html` <span class="small soft">(${word('exercises.audio.computer')})</span>`}</p><audio controls preload="none"
    src="${audio.path}" aria-label="${word('exercises.audio.label')}"></audio></div>`
}

function startPage() {
  const number = attempt.index(attempt.position) + 1
  return html`<h1 tabindex="-1">${say(course.title)}</h1><p class="lead">${say(course.summary)}</p>
    ${isResumed ? html`<p>${word('learning.course.begun', { step: number, of: screens.length })}</p>`
    : html`<h2>${word('learning.course.goals')}</h2><ul>${course.goals.map((goal) => html`<li>${say(goal)}</li>`)}</ul>`}
    <section class="panel" aria-labelledby="vooraf"><h2 id="vooraf">${word('learning.before.title')}</h2><ul>
    <li>${word('learning.before.about')}</li>${lms?.records && html`<li>${word('packages.player.before-stop')}</li>`}
    <li>${word(!lms ? 'packages.player.before-nobody' : lms.records ? 'packages.player.before-platform'
      : 'packages.player.before-look')}</li>${lms?.records && report?.isOn
      && html`<li>${word(report.promise, { host: report.host })}</li>`}</ul>
    <p>${word('learning.before.self')}</p></section>
    <p class="buttons"><button type="button" class="button" data-do="begin">${
    word(isResumed ? 'learning.course.resume' : 'learning.course.begin-title')}</button></p>
    <p class="soft small">${word('learning.minutes', { count: course.minutes })}. ${
    word('packages.player.version', { version: course.version })}</p>${helpForYourself()}`
}

function endPage() {
  const { open } = attempt
  if (!open.length) {
    return html`<h1 tabindex="-1">${word('learning.end.title')}</h1><p class="lead">${
      word(lms?.records ? 'packages.player.end-platform' : 'packages.player.end-nobody')}</p><p class="buttons">
      <button type="button" class="button" data-do="stop">${word('packages.player.close')}</button>
      <button type="button" class="button second" data-do="go" data-to="0">${word('learning.end.look-back')}</button></p>${
      helpForYourself()}`
  }
  return html`<h1 tabindex="-1">${word('learning.end.not-yet')}</h1><p class="lead">${
    counted('learning.end.open', open.length)}</p><ul class="links">${open.map((screen) => {
    const index = screens.indexOf(screen)
    return html`<li><button type="button" class="linkish" data-do="go" data-to="${index}">${
      word('learning.end.step', { step: index + 1, title: say(screen.title) })}</button></li>`
  })}</ul>${stopping()}${helpForYourself()}`
}

function closedPage() {
  return html`<h1 tabindex="-1">${word('packages.player.closed')}</h1><p class="lead">${
    word(!lms?.records ? 'packages.player.closed-nobody' : isClosing ? 'packages.player.closing'
      : isSaved ? 'packages.player.closed-text' : 'packages.player.closed-nobody')
  }</p>${helpForYourself()}`
}

const PAGES = { start: startPage, screen: screenPage, end: endPage, closed: closedPage }

/** Shows the page; `focus` is a selector of where somebody who listens or tabs goes on, empty for nowhere. */
function show(focus = 'h1') {
  const root = bar ? document.documentElement : place
  root.lang = language
  root.dir = course.directions[language]
  place.innerHTML = PAGES[view]().text
  for (const link of place.querySelectorAll('a[href]')) {
    const href = link.getAttribute('href')
    // A place on the site that this course comes from is not in the package.
    if (bar && href.startsWith('/')) link.replaceWith(...link.childNodes)
    else if (href.startsWith('http')) Object.assign(link, { target: '_blank', rel: 'noopener noreferrer' })
  }
  document.title = `${place.querySelector('h1').textContent} - ${say(course.title)}`
  if (bar) showBar()
  // When the page opens the focus stays where the platform has it.
  if (!focus) return
  const target = place.querySelector('#errors-title') ?? place.querySelector(focus) ?? place.querySelector('h1')
  target.focus()
  if (target.matches('h1')) scrollTo(0, 0)
}

function showBar() {
  const others = course.languages.filter((tag) => tag !== language)
  document.querySelector('#skips a').textContent = word('web.skip.content')
  document.getElementById('skips').setAttribute('aria-label', word('web.skip.label'))
  bar.setAttribute('aria-label', word('web.exit.bar'))
  bar.firstElementChild.innerHTML = html`<a class="now" href="tel:112">${word('web.help.now')}</a>${others.length > 0
    && html`<ul aria-label="${word('web.nav.languages')}">${others.map((tag) => html`<li><button type="button" class="linkish"
      data-do="language" data-tag="${tag}" lang="${tag}">${course.names[tag]}</button></li>`)}</ul>`}`.text
}

// Acting

const progress = () => ({
  state: [attempt.packed, language, ...(report ? [report.packed] : [])].join(';'), number: attempt.index(attempt.position) + 1, done: attempt.done,
  of: screens.length, isComplete: attempt.isComplete,
})

/** Keeps the place. What the platform has is reported, so that in every session it is the same attempt. */
const save = async () => {
  const isKept = await lms?.save(progress())
  if (report && isKept && await report.tell(language)) lms.save(progress())
}

function next(screen) {
  if (screen === screens.at(-1)) {
    view = 'end'
    return
  }
  attempt.go(screen.id)
  attempt.forward()
}

/** A button of a form with `data`: what the learner wants with the screen. */
function act(wish, data) {
  const screen = attempt.screen(attempt.position)
  const own = draft(screen)
  const chosen = data.getAll('keuze')
  own.error = undefined
  if (data.has('zin')) own.text = data.get('zin')
  let focus = 'h1'
  switch (wish) {
    case 'verder': next(screen); break
    case 'overslaan': attempt.putAside(screen.id); next(screen); break
    case 'signaal': case 'gewoon':
      attempt.judge(screen.id, attempt.nextMoment(screen).id, wish === 'signaal')
      focus = '#moment'
      break
    case 'opnieuw': attempt.retell(screen.id); focus = '#moment'; break
    case 'vergelijk':
      if (own.text.trim()) own.compared = true
      else own.error = 'packages.player.sentence-empty'
      focus = own.compared ? '.typed, blockquote' : 'h1'
      break
    case 'antwoord':
      try {
        own.chosen = chosen
        attempt.answer(screen.id, screen.kind === 'order' ? own.order : chosen)
        own.chosen = undefined
        focus = '#uitleg'
      } catch (error) {
        if (!(error instanceof Refused)) throw error
        own.error = error.message
      }
  }
  save()
  show(focus)
}

/** Puts a step of an ordering one place up or down, and says so. */
function moveStep(id, by) {
  const screen = attempt.screen(attempt.position)
  const { order } = draft(screen)
  const from = order.indexOf(id)
  order.splice(from + by, 0, ...order.splice(from, 1))
  const field = place.querySelector('.order').closest('fieldset')
  field.outerHTML = orderField(screen).text
  const buttons = [...place.querySelectorAll(`[data-step="${CSS.escape(id)}"]`)]
  ;(buttons.find((one) => Number(one.dataset.by) === by) ?? buttons[0]).focus()
  document.getElementById('geplaatst').textContent =
    word('exercises.order.moved', { step: say(screen.exercise.choices.find((step) => step.id === id).text), place: order.indexOf(id) + 1 })
}

async function stop() {
  view = 'closed'
  isClosing = true
  show()
  isSaved = await lms?.finish()
  isClosing = false
  show()
}

document.addEventListener('submit', (event) => {
  if (!place.contains(event.target)) return
  event.preventDefault()
  const pressed = event.submitter ?? event.target.querySelector('button[name=doe]')
  act(pressed.value, new FormData(event.target))
})

document.addEventListener('click', (event) => {
  const { dataset } = event.target.closest('[data-do]') ?? {}
  switch (dataset?.do) {
    case 'begin': view = 'screen'; save(); show(); break
    case 'back': attempt.back(); save(); show(); break
    case 'go': view = 'screen'; attempt.go(screens[Number(dataset.to)].id); save(); show(); break
    case 'move': moveStep(dataset.step, Number(dataset.by)); break
    case 'language': language = dataset.tag; if (view !== 'closed') save(); show(); break
    case 'stop': stop()
  }
})

addEventListener('pagehide', () => lms?.leave())
// A page that comes back from memory has no session any more.
addEventListener('pageshow', (event) => { if (event.persisted) location.reload() })

/** The language of the last session, the first that the platform or the browser asks for, or the first of the course. */
function chooseLanguage(kept) {
  const asked = [kept, ...(lms?.languages ?? []), ...navigator.languages].filter(Boolean)
  const found = asked.map((tag) => tag.toLowerCase().split(/[-_]/)[0]).find((tag) => course.languages.includes(tag))
  return found ?? course.languages[0]
}

async function start() {
  const tell = (key) => { notice.innerHTML = key ? html`<p class="notice warning">${word(key)}</p>`.text : '' }
  lms = await connect(course, tell)
  // What this browser still had comes last: it is newer.
  const kept = [lms?.state, lms?.copy].filter(Boolean)
  for (const state of kept) attempt.resume(state)
  language = chooseLanguage(kept.at(-1)?.split(';')[4])
  report?.resume(kept)
  isResumed = attempt.seen.size > 1
  lms?.begin?.(progress())
  view = lms?.opens?.() ?? view
  if (attempt.isComplete && lms) save()
  show('')
  if (!lms) tell('packages.player.no-platform')
}

start()
