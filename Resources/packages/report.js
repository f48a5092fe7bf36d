'use strict'

// Tells the site that counts, once each, that somebody began the course and that somebody is done; under the code of a link that whoever
// likes may see. Not who, and no answers.

/** What an earlier session kept: the random name of the attempt; what was told; whether nothing more is to be told. */
const KEPT = /^([0-9a-f]{32})(b?)(c?)(x?)$/

class Report {
  /** `attempt` is followed: what is to be told is seen from it. */
  constructor(course, attempt) {
    this.course = course
    this.attempt = attempt
    this.name = newName()
    this.told = new Set()
    this.isOver = false
    this.isBusy = false
    const { origin, host } = new URL(course.report.address)
    this.host = host
    // Who takes the course on the site that counts is counted there already.
    this.isElsewhere = origin !== location.origin
  }

  get isOn() { return this.isElsewhere && !this.isOver }

  /** The key of the sentence that says it to the learner. */
  get promise() { return 'package-reports.player.before' }

  get packed() {
    return this.name + (this.told.has('begun') ? 'b' : '') + (this.told.has('completed') ? 'c' : '') + (this.isOver ? 'x' : '')
  }

  /** Takes up what earlier sessions kept, the newest last; after the attempt did. */
  resume(states) {
    const found = states.map((state) => KEPT.exec(state.split(';')[5] ?? '')).findLast(Boolean)
    if (found) {
      this.name = found[1]
      if (found[2]) this.told.add('begun')
      if (found[3]) this.told.add('completed')
      this.isOver = Boolean(found[4])
    } else {
      // Who was done before the course reported may have been counted in another way.
      this.isOver = this.attempt.isComplete
    }
  }

  /** What is to be told next. */
  get due() {
    if (!this.isOn) return undefined
    if (!this.told.has('begun') && this.attempt.seen.size > 1) return 'begun'
    return !this.told.has('completed') && this.attempt.isComplete ? 'completed' : undefined
  }

  /** Tells what is due. What does not arrive is told again the next time. Resolves to whether there is something new to keep. */
  async tell(language) {
    // Whoever is at it looks again at the end.
    if (this.isBusy) return false
    this.isBusy = true
    const before = this.packed
    while (this.due && await this.send(this.due, language));
    this.isBusy = false
    return this.packed !== before
  }

  /** Whether it arrived, or was refused for good. */
  async send(event, language) {
    const { report: { address, code }, slug, version, format } = this.course
    const attempt = this.name.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5')
    let answer
    try {
      answer = await fetch(address, {
        method: 'POST', headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ attempt, event, code, course: slug, version, language, format }),
        credentials: 'omit', referrerPolicy: 'no-referrer', redirect: 'error', cache: 'no-store',
        // Goes on when the page is left meanwhile, but not for ever.
        keepalive: true, signal: AbortSignal.timeout?.(20_000),
      })
    } catch { return false }
    if (answer.status === 429 || answer.status >= 500) return false
    if (answer.ok) this.told.add(event)
    else this.isOver = true
    return true
  }
}

/** A random UUID (RFC 9562, version 4), without its hyphens. */
function newName() {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = bytes[6] & 0x0f | 0x40
  bytes[8] = bytes[8] & 0x3f | 0x80
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
