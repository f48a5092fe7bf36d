'use strict'

/** An answer that is not taken; `message` is the key of the sentence that says why. */
class Refused extends Error {}

/**
 * One learner's way through a course, where there is no server: the rules of Vangnet's own player once more. A table of
 * cases holds the two to the same results.
 *
 * What is kept between two sessions is the screens that were seen and those with nothing left to do. Answers stay in this
 * object and are gone with it: whoever runs the learning platform can not read them.
 */
class Attempt {
  constructor(course) {
    this.course = course
    this.position = course.screens[0].id
    this.seen = new Set([this.position])
    // The exercises with nothing left to do.
    this.finished = new Set()
    this.putAsides = new Set()
    // By exercise: the identifiers of the latest answer.
    this.answers = new Map()
    // By story: the moments that were judged, and those of them where it was stopped.
    this.tellings = new Map()
  }

  screen(id) { return this.course.screens.find((screen) => screen.id === id) }

  index(id) { return this.course.screens.findIndex((screen) => screen.id === id) }

  // Moving

  forward() { this.move(1) }

  back() { this.move(-1) }

  move(by) {
    const last = this.course.screens.length - 1
    const place = Math.max(this.index(this.position), 0) + by
    this.go(this.course.screens[Math.min(Math.max(place, 0), last)].id)
  }

  /** Goes to a screen that was seen, lies before one that was seen, or comes right after. */
  go(id) {
    if (!this.canGo(id)) return
    this.position = id
    this.seen.add(id)
  }

  canGo(id) {
    const wanted = this.index(id)
    const furthest = this.course.screens.findLastIndex((screen) => this.seen.has(screen.id))
    return wanted >= 0 && wanted <= furthest + 1
  }

  // Answering

  /** Answers an exercise; `given` are identifiers of choices, whose order counts only in an ordering. */
  answer(id, given) {
    const screen = this.screen(id)
    if (!this.seen.has(id) || !screen?.exercise) throw new Refused('courses.answer.exercise')
    if (!this.isTold(screen)) throw new Refused('exercises.error.story')
    const answer = checked(given, screen.exercise)
    this.answers.set(id, answer)
    this.putAsides.delete(id)
    if (!screen.exercise.safety || verdict(answer, screen.exercise) === 'right') this.finished.add(id)
    this.position = id
  }

  /** Leaves an exercise for what it is; where a wrong idea puts somebody in danger it stays open. */
  putAside(id) {
    const screen = this.screen(id)
    if (!this.seen.has(id) || this.answers.has(id) || !screen?.exercise) return
    this.putAsides.add(id)
    if (!screen.exercise.safety) this.finished.add(id)
  }

  /** Says of the next moment of a story whether it is a signal. */
  judge(id, moment, isSignal) {
    const screen = this.screen(id)
    if (!this.seen.has(id) || !screen?.moments) return
    const telling = this.tellings.get(id) ?? { judged: new Set(), stops: new Set() }
    if (this.nextMoment(screen)?.id !== moment) return
    telling.judged.add(moment)
    if (isSignal) telling.stops.add(moment)
    this.tellings.set(id, telling)
    this.position = id
  }

  /** Begins a story anew; what was answered stays. */
  retell(id) { this.tellings.delete(id) }

  nextMoment(screen) {
    const judged = this.tellings.get(screen.id)?.judged
    return screen.moments?.find((moment) => !judged?.has(moment.id))
  }

  isTold(screen) { return !this.nextMoment(screen) }

  /** What to say about the latest answer; `null` without one. */
  outcome(id) {
    const answer = this.answers.get(id)
    const screen = this.screen(id)
    if (!answer || !screen) return null
    const { choices, kind } = screen.exercise
    const judged = verdict(answer, screen.exercise)
    const chosen = kind === 'order'
      ? answer.map((step) => choices.find((choice) => choice.id === step))
      : choices.filter((choice) => answer.includes(choice.id))
    const missed = (choice) => choice.verdict === 'right' && !answer.includes(choice.id)
    return {
      verdict: judged, chosen, missed: kind === 'several' ? choices.filter(missed).length : 0,
      inPlace: inPlace(answer, screen.exercise), isRightlyLeftAlone: judged === 'right' && screen.report === false,
    }
  }

  // Progress

  isDone(screen) { return this.seen.has(screen.id) && (!screen.exercise || this.finished.has(screen.id)) }

  get done() { return this.course.screens.filter((screen) => this.isDone(screen)).length }

  get open() { return this.course.screens.filter((screen) => !this.isDone(screen)) }

  get isComplete() { return this.open.length === 0 }

  // Keeping

  /** The state in a few hundred signs: version, place, screens seen, exercises done, by their keys of four signs. */
  get packed() {
    const keys = (ids) => this.course.screens.filter((screen) => ids.has(screen.id)).map((screen) => screen.key).join('')
    return ['1', this.screen(this.position).key, keys(this.seen), keys(this.finished)].join(';')
  }

  /** Takes up what `packed` gave, perhaps of another version of the course: what that no longer has is skipped. */
  resume(packed) {
    const [version, place, seen, finished] = String(packed).split(';')
    if (version !== '1' || finished === undefined) return
    const screens = new Map(this.course.screens.map((screen) => [screen.key, screen]))
    const known = (keys) => (keys.match(/.{4}/g) ?? []).map((key) => screens.get(key)).filter(Boolean)
    for (const screen of known(seen)) this.seen.add(screen.id)
    for (const screen of known(finished)) if (screen.exercise && this.seen.has(screen.id)) this.finished.add(screen.id)
    const left = screens.get(place)?.id
    const reachable = this.course.screens.filter((screen) => this.seen.has(screen.id))
    this.position = this.seen.has(left) ? left : (reachable.find((screen) => !this.isDone(screen)) ?? reachable.at(-1)).id
  }
}

/** The answer as it is kept; throws what is wrong with it. */
function checked(given, { kind, choices }) {
  const known = new Set(choices.map((choice) => choice.id))
  if (!given.every((id) => known.has(id))) throw new Refused('courses.answer.choice')
  const answer = [...new Set(given)]
  if (kind === 'order') {
    if (answer.length < given.length) throw new Refused('exercises.error.step-twice')
    if (answer.length < known.size) throw new Refused('exercises.error.step-missing')
    return answer
  }
  if (!answer.length && kind !== 'ticks') throw new Refused('courses.answer.nothing')
  if (kind === 'one' && answer.length > 1) throw new Refused('courses.answer.one')
  return answer
}

/** right, partly or wrong. */
function verdict(answer, exercise) {
  const { kind, choices } = exercise
  if (kind === 'one') return choices.find((choice) => answer.includes(choice.id))?.verdict ?? 'wrong'
  if (kind === 'order') {
    const placed = inPlace(answer, exercise).length
    return placed === choices.length ? 'right' : placed * 2 >= choices.length ? 'partly' : 'wrong'
  }
  const right = choices.filter((choice) => choice.verdict === 'right').map((choice) => choice.id)
  const found = right.filter((id) => answer.includes(id)).length
  if (found === right.length && answer.length === right.length) return 'right'
  return found ? 'partly' : 'wrong'
}

/** The steps that stand in their place; only in an ordering. */
function inPlace(answer, { kind, choices }) {
  return kind === 'order' ? answer.filter((id, place) => choices[place].id === id) : []
}
