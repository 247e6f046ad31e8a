-- Did the hedge help when VIX was above 25? One row per episode, the largest unhedged drawdown first.
select
    start_date,
    end_date,
    round(vix_peak_pts, 1) as vix_peak_pts,
    round(100 * unhedged_max_drawdown_ratio, 2) as unhedged_drawdown_pct,
    round(100 * hedged_max_drawdown_ratio, 2) as hedged_drawdown_pct,
    round(100 * reduction_ratio, 1) as reduction_pct,
    is_complete
from claims.fct_drawdown_episode
order by unhedged_max_drawdown_ratio desc;
