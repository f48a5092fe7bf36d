'use strict'

// A learning platform of one page, for tests: the run-time interface of SCORM 1.2 or 2004 with the rules that a course can break,
// kept in `localStorage` as a platform keeps it in its database. What was done wrong is in `platform.wrong`.

const version = new URLSearchParams(location.search).get('version')

/** Per element: what a value must look like, and whether a course may read or write it. */
const time12 = /^\d{2,4}:\d{2}:\d{2}(\.\d{1,2})?$/
const time2004 = /^P(?=.)(\d+Y)?(\d+M)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d{1,2})?S)?)?$/
const number = (low, high) => (text) => /^-?\d+(\.\d{1,7})?$/.test(text) && Number(text) >= low && Number(text) <= high
const text = (most) => (value) => value.length <= most
const oneOf = (...names) => (value) => names.includes(value)
const never = () => false

const MODELS = {
  '1.2': {
    'cmi.core.student_id': [never, 'r'], 'cmi.core.student_name': [never, 'r'], 'cmi.core.lesson_mode': [never, 'r'],
    'cmi.core.credit': [never, 'r'], 'cmi.core.entry': [never, 'r'], 'cmi.core.total_time': [never, 'r'],
    'cmi.core.lesson_location': [text(255), 'rw'], 'cmi.suspend_data': [text(4096), 'rw'],
    'cmi.core.lesson_status': [oneOf('passed', 'completed', 'failed', 'incomplete', 'browsed'), 'rw'],
    'cmi.core.score.raw': [number(0, 100), 'rw'], 'cmi.core.score.min': [number(0, 100), 'rw'],
    'cmi.core.score.max': [number(0, 100), 'rw'], 'cmi.core.exit': [oneOf('time-out', 'suspend', 'logout', ''), 'w'],
    'cmi.core.session_time': [(value) => time12.test(value), 'w'],
    'cmi.student_preference.language': [text(255), 'rw'],
  },
  2004: {
    'cmi.learner_id': [never, 'r'], 'cmi.learner_name': [never, 'r'], 'cmi.mode': [never, 'r'], 'cmi.credit': [never, 'r'],
    'cmi.entry': [never, 'r'], 'cmi.location': [text(1000), 'rw'], 'cmi.suspend_data': [text(64000), 'rw'],
    'cmi.completion_status': [oneOf('completed', 'incomplete', 'not attempted', 'unknown'), 'rw'],
    'cmi.success_status': [oneOf('passed', 'failed', 'unknown'), 'rw'], 'cmi.progress_measure': [number(0, 1), 'rw'],
    'cmi.score.scaled': [number(-1, 1), 'rw'], 'cmi.score.raw': [number(-1e6, 1e6), 'rw'],
    'cmi.score.min': [number(-1e6, 1e6), 'rw'], 'cmi.score.max': [number(-1e6, 1e6), 'rw'],
    'cmi.exit': [oneOf('time-out', 'suspend', 'logout', 'normal', ''), 'w'],
    'cmi.session_time': [(value) => time2004.test(value), 'w'], 'cmi.learner_preference.language': [text(250), 'rw'],
  },
}
const model = MODELS[version]
const first = {
  '1.2': {
    'cmi.core.student_name': 'Bos, Noor', 'cmi.core.lesson_mode': 'normal', 'cmi.core.lesson_status': 'not attempted',
    'cmi.core.entry': 'ab-initio',
  },
  2004: {
    'cmi.learner_name': 'Bos, Noor', 'cmi.mode': 'normal', 'cmi.completion_status': 'unknown', 'cmi.success_status': 'unknown',
    'cmi.entry': 'ab-initio',
  },
}

const platform = {
  saved: JSON.parse(localStorage.getItem('saved') ?? 'null') ?? first[version],
  wrong: JSON.parse(localStorage.getItem('wrong') ?? '[]'),
  sessions: Number(localStorage.getItem('sessions') ?? 0),
  isOpen: false,
  isEnded: false,
  error: '0',
  // Set by a test: nothing can be kept for now.
  isDown: false,

  complain(what) {
    this.wrong.push(what)
    localStorage.setItem('wrong', JSON.stringify(this.wrong))
    this.error = '401'
    return 'false'
  },
  start(nothing) {
    if (nothing !== '' || this.isOpen || this.isEnded) return this.complain('start')
    this.isOpen = true
    this.error = '0'
    localStorage.setItem('sessions', this.sessions += 1)
    return 'true'
  },
  end(nothing) {
    if (nothing !== '' || !this.isOpen) return this.complain('end')
    this.isOpen = false
    this.isEnded = true
    this.keep()
    return 'true'
  },
  get(name) {
    if (!this.isOpen) { this.complain(`get ${name} outside a session`); return '' }
    if (!model[name]?.[1].includes('r')) { this.complain(`get ${name}`); return '' }
    this.error = '0'
    return this.saved[name] ?? ''
  },
  set(name, value) {
    if (!this.isOpen) return this.complain(`set ${name} outside a session`)
    if (typeof value !== 'string') return this.complain(`${name} is no text`)
    if (!model[name]?.[1].includes('w') || !model[name][0](value)) return this.complain(`${name} = ${value}`)
    if (this.isDown) { this.error = '101'; return 'false' }
    this.saved[name] = value
    this.error = '0'
    return 'true'
  },
  commit(nothing) {
    if (nothing !== '' || !this.isOpen) return this.complain('commit')
    if (this.isDown) { this.error = '391'; return 'false' }
    this.keep()
    return 'true'
  },
  keep() { localStorage.setItem('saved', JSON.stringify(this.saved)) },
}

const common = (name) => (...given) => platform[name](...given)
if (version === '1.2') {
  window.API = {
    LMSInitialize: common('start'), LMSFinish: common('end'), LMSGetValue: common('get'), LMSSetValue: common('set'),
    LMSCommit: common('commit'), LMSGetLastError: () => platform.error, LMSGetErrorString: () => '', LMSGetDiagnostic: () => '',
  }
} else {
  window.API_1484_11 = {
    Initialize: common('start'), Terminate: common('end'), GetValue: common('get'), SetValue: common('set'),
    Commit: common('commit'), GetLastError: () => platform.error, GetErrorString: () => '', GetDiagnostic: () => '',
  }
}

addEventListener('DOMContentLoaded', () => {
  const query = new URLSearchParams(location.search)
  if (query.has('window')) return open('/course/index.html')
  const frame = document.createElement('iframe')
  frame.title = 'Cursus'
  frame.src = '/course/index.html'
  document.body.append(frame)
})
