-- Values that two sources give: those that differ beyond what rounding and clocks explain first, then the widest of the rest.
select
    topic,
    trade_date,
    subject,
    is_beyond,
    first_source,
    first_pts,
    second_source,
    second_pts,
    round(difference_pts, 4) as difference_pts,
    tolerance_pts,
    tolerance_reason
from signals.fct_source_disagreement
order by is_beyond desc, abs(difference_pts) / nullif(tolerance_pts, 0) desc nulls last, topic, trade_date
limit 100;
