"""What a log cannot prove: whether the ballots say what the protocols say, and where the figures deserve a second look.

A log proves that nothing was changed since it was signed. A risk-limiting audit draws ballots or stations and counts them by
hand, and tells with what risk a wrong outcome would have passed. Statistics over stations point at places; they prove nothing.

Pure mathematics, of the standard library alone: knows no election, no party and no file. A measured risk is a ``Decimal`` or a
``Fraction``, never a float; statistics are floats. Import from the file that holds the subject:

- risk: ``polling`` (BRAVO), ``rounds`` (Minerva, Athena), ``bayesian``, ``comparison`` (single ballots), ``batches`` (whole
  stations), ``martingales`` (ALPHA and Kaplan's tests, for any assertion), ``strata``;
- what is tested: ``assertions``; which ballots: ``sampling``;
- places to look: ``integer_percentages``, ``digits``, ``turnout``, ``fingerprint``, ``mixed``; an estimate: ``quick_count``.
"""
