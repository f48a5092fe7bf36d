'use strict'

// Speaks with a learning platform by cmi5 (xAPI 1.0.3). The platform hears that a session began and ended, how far somebody is
// and that they are done; never what they answered.

const VERB = 'http://adlnet.gov/expapi/verbs/'
const CMI5 = 'https://w3id.org/xapi/cmi5/context/'
const PROGRESS = 'https://w3id.org/xapi/cmi5/result/extensions/progress'
const MASTERY = CMI5 + 'extensions/masteryscore'

/** A request that the platform refused for good. */
class RequestRefused extends Error {}

/** Requests that are sent one by one, in order, again and again until the platform has them. */
class Outbox {
  constructor(send, tell) {
    this.send = send
    this.tell = tell
    this.waiting = []
    this.tries = 0
    this.isStopped = false
    addEventListener('online', () => this.hurry())
  }

  /** `entry.key`: a later entry with the same key takes the place of one that was not sent yet. */
  add(entry) {
    const place = entry.key ? this.waiting.findIndex((other) => other.key === entry.key && other !== this.sending) : -1
    if (place >= 0) this.waiting.splice(place, 1)
    this.waiting.push(entry)
    return this.pump()
  }

  /** Resolves when all is sent, or the platform refused. */
  pump() {
    this.pumping ??= this.work().finally(() => { this.pumping = undefined })
    return this.pumping
  }

  async work() {
    while (this.waiting.length && !this.isStopped) {
      this.sending = this.waiting[0]
      try {
        await this.send(this.sending)
        this.waiting.shift()
        this.sending.sent?.()
        this.tries = 0
        this.tell()
      } catch (error) {
        this.sending = undefined
        if (error instanceof RequestRefused) {
          this.isStopped = true
          this.tell('packages.player.session-over')
        } else {
          this.tell('packages.player.not-sent')
          await this.pause()
        }
      } finally {
        this.sending = undefined
      }
    }
  }

  /** A second, two, four, … at most half a minute; less when the network comes back. */
  pause() {
    const seconds = Math.min(2 ** this.tries, 30)
    this.tries += 1
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, seconds * 1000)
      this.hurry = () => { clearTimeout(timer); resolve() }
    })
  }

  hurry() {}

  /** What has not been sent and is not on its way; nothing is left in the outbox. */
  takeRest() {
    const rest = this.waiting.filter((entry) => entry !== this.sending)
    this.waiting = this.sending ? [this.sending] : []
    return rest
  }
}

/** A session with the record store of the platform that launched the course. */
class Session {
  constructor(launch, tell) {
    this.launch = launch
    this.outbox = new Outbox((entry) => this.request(entry), tell)
    this.began = Date.now()
    this.isOver = false
    this.course = { activityId: launch.activityId, agent: JSON.stringify(launch.actor), registration: launch.registration }
    this.copy = `vangnet ${launch.registration} ${launch.activityId}`
  }

  address(resource, query) { return new URL(resource, this.launch.endpoint) + '?' + new URLSearchParams(query) }

  get headers() {
    return { Authorization: `Basic ${this.token}`, 'X-Experience-API-Version': '1.0.3', 'Content-Type': 'application/json' }
  }

  async request({ method, address, body }) {
    const text = body === undefined ? undefined : JSON.stringify(body)
    // Goes on when the page is left meanwhile.
    const response = await fetch(address, { method, headers: this.headers, body: text, keepalive: true })
    // A statement that is there already has arrived before.
    if (response.ok || (response.status === 409 && address.includes('statements?'))) return response
    if (response.status === 429 || response.status >= 500) throw new Error(String(response.status))
    throw new RequestRefused(String(response.status))
  }

  /** A document or list; `null` where there is none. */
  async get(resource, query) {
    const response = await fetch(this.address(resource, query), { headers: this.headers })
    if (response.status === 404) return null
    if (!response.ok) throw new Error(String(response.status))
    return response.json()
  }

  async open() {
    // Once only: the address is worth nothing after that.
    const answer = await (await fetch(this.launch.fetch, { method: 'POST' })).json()
    if (!answer['auth-token']) throw new Error('no token')
    this.token = answer['auth-token']
    const state = (stateId) => this.get('activities/state', { ...this.course, stateId })
    const optional = (promise) => promise.catch(() => null)
    const [data, preferences, kept] = await Promise.all([
      state('LMS.LaunchData'),
      optional(this.get('agents/profile', { profileId: 'cmi5LearnerPreferences', agent: this.course.agent })),
      state('vangnet'),
    ])
    this.data = data
    this.languages = (preferences?.languagePreference ?? '').split(',').map((tag) => tag.trim())
    this.kept = kept ?? {}
    this.records = data.launchMode === 'Normal'
    this.began = Date.now()
    this.say('initialized')
  }

  /** Whether the store has such a statement of this registration, from a session that broke off. */
  async has(verb) {
    const query = { verb: VERB + verb, activity: this.launch.activityId, registration: this.launch.registration, limit: 1 }
    const found = await this.get('statements', query)
    return (found?.statements.length ?? 0) > 0
  }

  say(verb, result) { return this.outbox.add(this.entry(this.statement(verb, result))) }

  entry(body) {
    return { method: 'PUT', address: this.address('statements', { statementId: body.id }), body, isStatement: true }
  }

  statement(verb, result) {
    const context = structuredClone(this.data.contextTemplate)
    context.registration = this.launch.registration
    const activities = context.contextActivities ??= {}
    // A store may hold a single activity where a list is meant.
    const category = activities.category = [activities.category ?? []].flat()
    category.push({ objectType: 'Activity', id: CMI5 + 'categories/cmi5' })
    if (result && ('success' in result || 'completion' in result)) {
      category.push({ objectType: 'Activity', id: CMI5 + 'categories/moveon' })
    }
    if (verb === 'passed' && this.data.masteryScore !== undefined) {
      context.extensions = { ...context.extensions, [MASTERY]: this.data.masteryScore }
    }
    return {
      id: uuid(), actor: this.launch.actor, verb: { id: VERB + verb, display: { en: verb } },
      object: { objectType: 'Activity', id: this.launch.activityId }, ...(result && { result }), context,
      timestamp: new Date().toISOString(),
    }
  }

  get duration() { return `PT${((Date.now() - this.began) / 1000).toFixed(2)}S` }

  /** Keeps the place, in the store and until it is there in this browser. */
  keep(state, isReported) {
    const body = { state, ...(isReported && { reported: true }) }
    writeCopy(this.copy, state)
    const address = this.address('activities/state', { ...this.course, stateId: 'vangnet' })
    return this.outbox.add({
      method: 'PUT', address, body, key: 'state', sent: () => { if (readCopy(this.copy) === state) writeCopy(this.copy) },
    })
  }

  /** Tells once per registration that the course was done to its end. */
  async complete() {
    const has = async (verb) => { try { return await this.has(verb) } catch { return false } }
    // Only what an earlier session left untold can be there already.
    const mayBeThere = this.wasComplete
    if (!mayBeThere || !await has('completed')) this.say('completed', { completion: true, duration: this.duration })
    if (!mayBeThere || !await has('passed')) {
      this.say('passed', { success: true, score: { scaled: 1 }, duration: this.duration })
    }
  }

  terminated(progress) {
    const share = Math.floor(progress.done / progress.of * 100)
    const extensions = progress.isComplete ? undefined : { extensions: { [PROGRESS]: share } }
    return this.statement('terminated', { duration: this.duration, ...extensions })
  }
}

function uuid() {
  // Only pages that came safely have the short way.
  if (crypto.randomUUID) return crypto.randomUUID()
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = bytes[6] & 0x0f | 0x40
  bytes[8] = bytes[8] & 0x3f | 0x80
  const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return digits.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5')
}

// A browser may forbid a page inside another to keep anything.
function readCopy(name) { try { return localStorage.getItem(name) ?? undefined } catch { return undefined } }
function writeCopy(name, text) {
  try { if (text === undefined) localStorage.removeItem(name); else localStorage.setItem(name, text) } catch { return }
}

function readLaunch() {
  const query = new URLSearchParams(location.search)
  const launch = {}
  for (const name of ['endpoint', 'fetch', 'registration', 'activityId', 'actor']) launch[name] = query.get(name)
  if (Object.values(launch).some((value) => !value)) return null
  launch.actor = JSON.parse(launch.actor)
  if (!launch.endpoint.endsWith('/')) launch.endpoint += '/'
  return launch
}

/**
 * Begins a session; `null` where no platform answers.
 *
 * `tell` is called with the key of a sentence when something could not be saved, and with nothing when it is well again.
 */
async function connect(course, tell) {
  let session
  try {
    const launch = readLaunch()
    if (!launch) return null
    session = new Session(launch, tell)
    await session.open()
  } catch {
    return null
  }
  let isReported = session.kept.reported === true
  let latest = { done: 0, of: 1, isComplete: false }
  let isLeft = false

  return {
    state: session.kept.state ?? '',
    // What did not reach the store when the last session ended.
    copy: readCopy(session.copy) ?? '',
    languages: session.languages,
    records: session.records,

    /** Hears where the learner is when the session begins. */
    begin(progress) {
      session.wasComplete = progress.isComplete
      latest = progress
    },

    /** Keeps the place; in the end, whether the platform has it. */
    async save(progress) {
      latest = progress
      if (session.isOver || !session.records) return false
      const isKept = session.keep(progress.state, isReported)
      if (!isReported && progress.isComplete) {
        isReported = true
        session.complete().then(() => session.keep(latest.state, true))
      }
      await isKept
      return !session.isOver && !session.outbox.isStopped
    },

    /** Ends the session; whether all has arrived. */
    async finish() {
      if (!session.isOver) {
        session.isOver = true
        await session.outbox.add(session.entry(session.terminated(latest)))
        if (session.data.returnURL) location.assign(session.data.returnURL)
      }
      return !session.outbox.isStopped
    },

    /** The page goes away: what is left goes in one request, which the browser sends to its end. */
    leave() {
      if (isLeft) return
      isLeft = true
      const rest = session.outbox.takeRest()
      const statements = rest.filter((entry) => entry.isStatement).map((entry) => entry.body)
      if (!session.isOver) statements.push(session.terminated(latest))
      session.isOver = true
      for (const entry of rest) if (!entry.isStatement) session.request(entry).then(entry.sent, () => {})
      if (!statements.length) return
      session.request({ method: 'POST', address: session.address('statements', {}), body: statements }).catch(() => {})
    },
  }
}
