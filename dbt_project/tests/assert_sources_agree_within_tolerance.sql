{{ config(severity='warn', meta={'dagster': {'ref': {'name': 'fct_source_disagreement'}}}) }}
-- A returned row is a value that two sources give differently, beyond what rounding and clocks explain. It
-- only warns: which of the two is wrong a person has to find out (warehouse/queries/where_sources_disagree.sql).
select
    topic,
    trade_date,
    subject,
    first_source,
    second_source,
    first_pts,
    second_pts

from {{ ref('fct_source_disagreement') }}
where is_beyond
