"""The catalogue of checks as rules.md states it: code, severity, name."""

from __future__ import annotations

_TABLE = """
PE001 E file-unreadable
PE002 E file-encrypted
PE003 E file-unsafe
PE004 E format-not-readable
PE005 E template-not-recognised
PE006 N sheet-ignored
PE007 N template-version-old
PE008 E prompt-left
PE009 W placeholder-left
PE010 E cell-error
PE011 E formula-not-calculated
PE012 W hidden-content
PE013 W text-cleaned
PE014 W text-too-long
PE015 E workbook-too-slow
PE016 N active-content-ignored
PE017 E form-question
PE018 W covered-content
PE101 E field-required
PE102 E year-invalid
PE103 W year-differs
PE104 W goal-too-thin
PE105 W completion-copies-goal
PE106 W subject-mismatch
PE107 W period-or-standard-missing
PE108 N contact-missing
PE110 W date-as-number
PE201 E amount-not-a-number
PE202 W amount-as-text
PE203 E amount-negative
PE204 E sources-differ
PE205 E executed-over-budget
PE206 E budget-missing
PE207 W execution-rate-differs
PE208 E execution-score-differs
PE209 W score-without-budget
PE210 W adjustment-unexplained
PE211 W execution-low
PE212 E unit-suspect
PE213 W uses-differ
PE214 W executed-over-arrived
PE215 E amount-missing
PE301 E weights-not-100
PE302 W level1-differs
PE303 E weight-invalid
PE304 W level1-missing
PE305 W weight-too-large
PE306 N indicator-count
PE307 W heading-weight-differs
PE308 W level-unknown
PE401 E score-missing
PE402 E score-invalid
PE403 E score-over-weight
PE404 E total-differs
PE405 N met-not-full
PE406 W missed-but-full
PE407 W score-differs-from-formula
PE408 W reverse-scored-forward
PE409 W band-differs
PE410 N option-not-standard
PE411 W overachieved
PE412 N score-decimals
PE413 W score-without-actual
PE414 W score-rate-over-execution
PE415 E grade-differs
PE416 W number-as-text
PE501 W target-missing
PE502 W actual-in-words
PE503 W actual-is-inequality
PE504 W unit-differs
PE505 W percentage-out-of-range
PE506 W cost-with-at-least
PE507 W money-as-output
PE508 N target-vague
PE509 W indicator-duplicate
PE510 W satisfaction-unsurveyed
PE511 W late-but-full
PE512 N actual-copies-target
PE513 N target-zero
PE514 W satisfaction-foreign
PE601 E deduction-unexplained
PE602 N reason-without-measure
PE603 W reason-without-deduction
PE604 W reason-repeated
PE605 W problems-denied
PE606 W deduction-unanswered
PE607 W sentence-unfinished
PE608 W text-contradicts-figures
PE609 N typo-suspected
PE610 N fewer-measures-than-problems
PE611 W text-contradicts-indicator
PE612 W row-mixed-up
PE613 W unfinished-but-full
PE614 W cost-over-executed
PE615 N paragraph-foreign
PE616 W evidence-missing
PE701 E review-over-weight
PE702 E review-incomplete
PE703 W review-over-self
PE704 W review-cut-unexplained
PE705 W review-deviates
PE706 N review-copies-self
PE801 E project-duplicate
PE802 W not-submitted
PE803 W not-in-roster
PE804 W differs-from-roster
PE805 W text-copied
PE806 N scores-identical
PE807 N all-full-marks
PE808 N outlier
PE809 N copy-ignored
PE810 W target-below-last-year
PE811 W deducted-again
PE812 W copied-from-last-year
PE813 W carry-over-differs
PE814 N score-up-execution-down
PE901 E worker-lost
PE902 E internal-error
PE903 E report-check-failed
PE904 W report-edited-by-hand
PE905 E write-failed
"""

CATALOGUE = {
    code: (severity, name)
    for code, severity, name in (line.split() for line in _TABLE.strip().splitlines())
}

ADDED = {"PE109": ("W", "scheme-differs"), "PE707": ("W", "review-unmatched")}
ADDED |= {"PE019": ("W", "list-differs")}
ADDED |= {"PE708": ("W", "review-by-department"), "PE111": ("E", "code-damaged")}
"""Not in rules.md: the one for contract §1 (`--scheme`), the other for the reviewers' sheet."""

OUTSIDE = {"PE015", "PE017", "PE019", "PE616", "PE707"}
"""Of PE0 to PE7, raised by the pipeline and by the reviewers' sheet, not by a rule or intake."""
