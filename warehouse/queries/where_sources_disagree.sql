-- Values that two sources give differently, beyond what rounding and clocks explain; the largest difference first.
select
    topic,
    trade_date,
    subject,
    first_source,
    first_pts,
    second_source,
    second_pts,
    round(difference_pts, 4) as difference_pts,
    tolerance_pts,
    tolerance_reason
from signals.fct_source_disagreement
where is_beyond
order by abs(difference_pts) desc, trade_date;
