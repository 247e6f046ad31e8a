-- Are the prices right? Each published index as replayed, over all its months; then see period_kind for years and VIX.
select
    index_symbol,
    n_months,
    round(monthly_correlation_ratio, 4) as correlation,
    round(overlay_monthly_correlation_ratio, 4) as overlay_correlation,
    round(100 * tracking_error_vol, 2) as tracking_error_pct,
    round(100 * cagr_gap_ratio, 2) as cagr_gap_pct,
    round(100 * max_drawdown_gap_ratio, 2) as max_drawdown_gap_pct,
    round(100 * cagr_gap_band_lo_ratio, 2) as gap_band_lo_pct,
    round(100 * cagr_gap_band_hi_ratio, 2) as gap_band_hi_pct
from benchmarks.fct_benchmark_residual
where period_kind = 'all'
order by index_symbol;
