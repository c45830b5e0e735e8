-- Totals of many bundles from their protocols (bundles.py says from which tables), in the SQL that DuckDB and Spark share.

WITH protocols AS ($protocols),

-- The figures of each paper. A line with cells by member, box or contest is one figure: their sum, unknown where one of them is.
numbers AS (
    SELECT paper.election, paper.contest, station, known.figure,
        CASE WHEN count(*) = count(paper.figure) THEN sum(paper.figure) END AS number
    FROM protocols AS paper JOIN $figures AS known
        ON paper.election = known.election AND paper.contest = known.contest AND paper.line = known.line
        AND (known.cell IS NULL OR known.cell = paper.cell)
    GROUP BY paper.election, paper.contest, station, known.figure
),
sums AS (
    SELECT election, contest, place, figure, sum(number) AS total, count(number) AS known, count(*) - count(number) AS unknown
    FROM numbers JOIN $stations AS stations USING (election, station) JOIN $above AS above USING (election, contest, own)
    GROUP BY election, contest, place, figure
),
papers AS (
    SELECT election, contest, place, count(DISTINCT station) AS papers
    FROM protocols JOIN $stations AS stations USING (election, station) JOIN $above AS above USING (election, contest, own)
    GROUP BY election, contest, place
),

-- Every figure of every place. A paper that has no cell at all of such a line had nothing to tell there, and lacks nothing;
-- one without the cell of an option does not tell what that option got.
every AS (
    SELECT election, contest, place, stations, coalesce(papers, 0) AS papers, figure, cell
    FROM (SELECT DISTINCT election, contest, place, stations FROM $above) AS places
    LEFT JOIN papers USING (election, contest, place)
    JOIN $figures AS figures USING (election, contest)
),
told AS (
    SELECT election, contest, place, figure, total, stations, papers,
        CASE WHEN cell IS NULL THEN coalesce(unknown, 0) ELSE papers - coalesce(known, 0) END AS lacking
    FROM every LEFT JOIN sums USING (election, contest, place, figure)
)

SELECT election, contest, place, figure, CASE WHEN papers > lacking THEN CAST(coalesce(total, 0) AS BIGINT) END AS total,
    stations, papers, lacking
FROM told
ORDER BY election, contest, place, figure
