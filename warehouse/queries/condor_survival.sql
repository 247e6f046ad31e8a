-- Do condors live longer with the hedge (S10–S12)? Stops alone and at book level, and how many stops were premature.
select
    preset,
    count(*) as condors,
    count(unhedged_stop_date) as stopped_alone,
    count(book_stop_date) as stopped_with_hedge,
    count(*) filter (is_saved) as saved,
    round(avg(unhedged_tdays), 1) as mean_days_alone,
    round(avg(book_tdays), 1) as mean_days_with_hedge,
    count(*) filter (is_premature) as premature_stops
from claims.fct_condor_survival
group by all
order by saved desc, preset;
