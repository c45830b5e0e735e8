-- Totals of every contest at every place, from the columns of an election (columns.py says what they are).
-- Words behind a dollar sign are names of files and of the table, filled in by bulk.py; and empty_in_plain, which it explains.

CREATE OR REPLACE TEMP TABLE "$table" AS
WITH RECURSIVE

places AS MATERIALIZED (FROM $places WHERE parent IS NOT NULL),
contests AS MATERIALIZED (FROM $contests),

-- Each protocol that is not plain: the state of its newest version, and the newest version that is approved, whole.
protocols AS MATERIALIZED (
    SELECT contest, station, any_value(place) AS place, any_value(voters) AS voters,
        max_by(state, version) AS state, max_by(paper, version) FILTER (state = 'approved') AS newest
    FROM $other AS paper
    GROUP BY contest, station
),
chosen AS MATERIALIZED (
    SELECT unnest(newest) FROM protocols WHERE newest IS NOT NULL AND state <> 'annulled'
),

-- What the stations that belong to a place itself bring to it: those that count, and the others by class.
own AS (
    SELECT contest, place, sum(voters)::BIGINT AS voters, sum(voters)::BIGINT AS voters_counted, count(*) AS approved,
        sum(COLUMNS('figure_[0-9]+'))::BIGINT AS '\0'
    FROM (FROM $plain UNION ALL FROM chosen)
    GROUP BY contest, place
    UNION ALL BY NAME
    SELECT contest, place, sum(voters)::BIGINT AS voters, $uncounted
    FROM protocols
    WHERE newest IS NULL OR state = 'annulled'
    GROUP BY contest, place
),

-- It is added to the place above, step by step, up to the place of the contest's body.
rising AS (
    FROM own
    UNION ALL
    SELECT contest, places.parent AS place, sum(COLUMNS(rising.* EXCLUDE (contest, place)))::BIGINT
    FROM rising JOIN places USING (place) JOIN contests USING (contest)
    WHERE rising.place <> contests.place
    GROUP BY contest, places.parent
),
totals AS (
    SELECT contest, place, sum(COLUMNS(* EXCLUDE (contest, place)))::BIGINT AS '\0' FROM rising GROUP BY contest, place
),

-- Counted papers that lack a figure which their contest has: few, so each kind is followed upwards by itself.
gaps(contest, place, figure, papers) AS (
    SELECT contest, empty.place, figure, count(*)
    FROM (
        SELECT contest, place, unnest(list_filter(range(1, len(cells) + 1), lambda number: cells[number] IS NULL)) AS figure
        FROM (SELECT contest, place, list_value(*COLUMNS('figure_[0-9]+')) AS cells FROM chosen)
        $empty_in_plain
    ) AS empty
    JOIN contests USING (contest)
    WHERE figure <= len(figures)
    GROUP BY contest, empty.place, figure
    UNION ALL
    SELECT contest, places.parent, figure, papers
    FROM gaps JOIN places USING (place) JOIN contests USING (contest)
    WHERE gaps.place <> contests.place
),
lacking AS (
    SELECT contest, place, map(list(figure ORDER BY figure), list(papers ORDER BY figure)) AS lacking
    FROM (SELECT contest, place, figure, sum(papers)::BIGINT AS papers FROM gaps GROUP BY contest, place, figure)
    GROUP BY contest, place
)

SELECT contest, place,
    $stations AS stations, voters, coalesce(voters_counted, 0) AS voters_counted, $classes,
    COLUMNS('figure_[0-9]+'),
    lacking
FROM totals LEFT JOIN lacking USING (contest, place)
