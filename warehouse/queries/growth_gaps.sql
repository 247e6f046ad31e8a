-- What are the growth gaps of the replayed SPX indices made of? The opening quotations that PUT and BXM imply, and what
-- is left then, also as a change of the at-the-money level (its error band is 0.05).
select
    index_symbol,
    n_months,
    round(100 * cagr_gap_ratio, 2) as gap_pct,
    round(100 * settlement_ratio, 2) as settlement_pct,
    round(100 * rest_ratio, 2) as rest_pct,
    round(rest_level_ratio, 3) as rest_as_level,
    round(100 * tracking_error_vol, 2) as tracking_error_pct,
    round(100 * settled_tracking_error_vol, 2) as settled_tracking_error_pct,
    is_implied_from,
    round(10000 * opening_over_sale_ratio, 1) as opening_over_sale_bp,
    round(10000 * opening_over_sale_error_ratio, 1) as its_error_bp
from benchmarks.fct_benchmark_gap
order by cagr_gap_ratio desc nulls last;
