-- What does it cost to buy after the spike (A2)? Calls by layer, and layers 3 and 4 against the same premium in layer 1.
select
    layers.preset,
    layers.layer,
    layers.calls,
    round(layers.mean_vix_pts, 1) as vix,
    round(layers.mean_vvix_pts, 1) as vvix,
    round(layers.mean_ask_to_usual_ratio, 2) as ask_to_usual,
    round(100 * layers.pnl_to_premium_ratio) as pnl_pct_of_premium,
    round(100 * penalty.penalty_ratio) as late_penalty_pct,
    round(100 * penalty.ci_lo) as ci_lo_pct,
    round(100 * penalty.ci_hi) as ci_hi_pct,
    penalty.null_reason
from claims.fct_late_entry as layers
left join claims.fct_late_entry_penalty as penalty
    on layers.preset = penalty.preset and penalty.reference = 'always_on' and layers.layer >= 3
order by layers.preset, layers.layer;
