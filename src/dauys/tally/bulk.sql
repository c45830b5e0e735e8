-- Totals of every contest at every place, from the columns of an election (columns.py says what they are).
-- Words behind a dollar sign are filled in by bulk.py: names of files and of the table, and terms repeated for every figure
-- or class. (DuckDB could repeat them itself, by COLUMNS; it plans so long statements markedly faster without.)

CREATE OR REPLACE TEMP TABLE "$table" AS
WITH RECURSIVE

places AS MATERIALIZED (FROM $places WHERE parent IS NOT NULL),
contests AS MATERIALIZED (FROM $contests),

-- Each protocol that is not plain: the state of its newest version, and which version is the newest approved.
protocols AS MATERIALIZED (
    SELECT contest, station, any_value(place) AS place, any_value(voters) AS voters,
        max_by(state, version) AS state, max(version) FILTER (state IN ('approved', 'merged')) AS newest
    FROM $other
    GROUP BY contest, station
),

-- Those of them that count, with the figures of the version that does; of a merged one they are in its group's first paper.
chosen AS MATERIALIZED (
    SELECT paper.contest, paper.place, paper.voters, paper.state, $paper_figures
    FROM $other AS paper
    JOIN protocols ON paper.contest = protocols.contest AND paper.station = protocols.station AND paper.version = newest
    WHERE protocols.state <> 'annulled'
),
counted AS (
    SELECT contest, place, count(*) AS approved, sum(voters)::BIGINT AS voters_counted, $figure_sums
    FROM (SELECT contest, place, voters, $figures FROM $plain UNION ALL SELECT contest, place, voters, $figures FROM chosen)
    GROUP BY contest, place
),
uncounted AS (
    SELECT contest, place, count(*) AS others, sum(voters)::BIGINT AS voters_others, $uncounted_classes
    FROM protocols
    WHERE newest IS NULL OR state = 'annulled'
    GROUP BY contest, place
),

-- Totals of the stations that belong to a place itself.
own AS MATERIALIZED (
    SELECT contest, place,
        coalesce(approved, 0) + coalesce(others, 0) AS stations,
        coalesce(voters_counted, 0) + coalesce(voters_others, 0) AS voters,
        coalesce(voters_counted, 0) AS voters_counted,
        $classes,
        $figures
    FROM counted FULL JOIN uncounted USING (contest, place)
),

-- They are added to the place above, step by step, up to the place of the contest's body.
rising AS (
    FROM own
    UNION ALL
    SELECT contest, places.parent AS place, $sums
    FROM rising JOIN places USING (place) JOIN contests USING (contest)
    WHERE rising.place <> contests.place
    GROUP BY contest, places.parent
),

-- What has come to a place from below, and from stations of its own, is one total. Most places have nothing below them.
inner_places AS (SELECT DISTINCT parent AS place FROM places),
totals AS (
    FROM own ANTI JOIN inner_places USING (place)
    UNION ALL
    SELECT contest, place, $sums FROM rising SEMI JOIN inner_places USING (place) GROUP BY contest, place
),

-- Counted papers that lack a figure which their contest has: few, so each kind is followed upwards by itself.
gaps(contest, place, figure, papers) AS (
    SELECT contest, empty.place, figure, count(*)
    FROM (
        SELECT contest, place, unnest([$numbers_if_empty]) AS figure FROM chosen WHERE state <> 'merged' AND ($any_empty)
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

SELECT totals.*, lacking FROM totals LEFT JOIN lacking USING (contest, place)
