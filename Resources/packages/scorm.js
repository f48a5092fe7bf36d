'use strict'

// Speaks with a learning platform by SCORM 1.2 or SCORM 2004 4th edition. The platform hears how far somebody is and whether
// they are done; never what they answered.

/** The names by which the two versions call the same things. */
const DIALECTS = {
  scorm12: {
    api: 'API', start: 'LMSInitialize', end: 'LMSFinish', get: 'LMSGetValue', set: 'LMSSetValue', commit: 'LMSCommit',
    error: 'LMSGetLastError', mode: 'cmi.core.lesson_mode', language: 'cmi.student_preference.language',
    place: 'cmi.core.lesson_location', exit: 'cmi.core.exit', time: 'cmi.core.session_time', clock: clock12,
    status: 'cmi.core.lesson_status', score: 'cmi.core.score.',
  },
  scorm2004: {
    api: 'API_1484_11', start: 'Initialize', end: 'Terminate', get: 'GetValue', set: 'SetValue', commit: 'Commit',
    error: 'GetLastError', mode: 'cmi.mode', language: 'cmi.learner_preference.language', place: 'cmi.location',
    exit: 'cmi.exit', time: 'cmi.session_time', clock: clock2004, status: 'cmi.completion_status', score: 'cmi.score.',
    success: 'cmi.success_status', measure: 'cmi.progress_measure',
  },
}

/** HHHH:MM:SS.SS */
function clock12(seconds) {
  const two = (number) => String(Math.floor(number)).padStart(2, '0')
  return `${two(Math.min(seconds / 3600, 9999)).padStart(4, '0')}:${two(seconds / 60 % 60)}:${two(seconds % 60)}`
}

/** ISO 8601, in seconds. */
function clock2004(seconds) { return `PT${Math.floor(seconds)}S` }

/** The platform's interface: in this window, in one around it, or in the one that opened it. */
function findAPI(name) {
  const upwards = (from) => {
    for (let window = from, steps = 0; window && steps < 500; steps += 1) {
      // A window of another site shows nothing of itself.
      try { if (window[name]) return window[name] } catch { return null }
      if (window === window.parent) return null
      window = window.parent
    }
    return null
  }
  const opener = (from) => { try { return from.opener } catch { return null } }
  return upwards(window) ?? upwards(opener(window)) ?? upwards(opener(window.top))
}

/**
 * Begins a session; `null` where no platform answers.
 *
 * `tell` is called with the key of a sentence when something could not be saved, and with nothing when it is well again.
 */
async function connect(course, tell) {
  const names = DIALECTS[course.format]
  const api = findAPI(names.api)
  if (!api || String(api[names.start]('')) !== 'true') return null
  const began = Date.now()
  let isOpen = true
  let failed = false

  const get = (name) => String(api[names.get](name) ?? '')
  const set = (name, value) => { if (String(api[names.set](name, String(value))) !== 'true') failed = true }
  const records = !['browse', 'review'].includes(get(names.mode))
  let isComplete = ['completed', 'passed'].includes(get(names.status))

  // A session that breaks off is to go on later as well.
  set(names.exit, 'suspend')
  if (records && !isComplete) set(names.status, 'incomplete')

  return {
    state: get('cmi.suspend_data'),
    languages: [get(names.language)],
    records,

    /** Keeps the place; whether the platform has it. */
    save(progress) {
      if (!isOpen || !records) return false
      failed = false
      set('cmi.suspend_data', progress.state)
      set(names.place, progress.number)
      const share = progress.done / progress.of
      const hundredths = progress.isComplete ? 100 : Math.min(Math.floor(share * 100), 99)
      set(names.score + 'min', 0)
      set(names.score + 'max', 100)
      set(names.score + 'raw', hundredths)
      if (names.measure) {
        set(names.score + 'scaled', hundredths / 100)
        set(names.measure, hundredths / 100)
      }
      isComplete ||= progress.isComplete
      set(names.status, isComplete ? 'completed' : 'incomplete')
      if (names.success && isComplete) set(names.success, 'passed')
      if (String(api[names.commit]('')) !== 'true') failed = true
      tell(failed ? 'packages.player.not-saved' : undefined)
      return !failed
    },

    /** Ends the session; whether the last place was saved. */
    async finish() {
      const isSaved = !failed
      this.leave()
      return isSaved
    },

    leave() {
      if (!isOpen) return
      isOpen = false
      set(names.time, names.clock((Date.now() - began) / 1000))
      set(names.exit, 'suspend')
      api[names.commit]('')
      api[names.end]('')
    },
  }
}
