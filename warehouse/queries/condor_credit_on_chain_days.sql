-- What does the 20/5-delta condor bring by the model, over the mids of an SPX chain? Median of expiries 20 to 60 days
-- ahead, with the level from VIX and SKEW (indices) or from the chain. No date: all expiries of all days.
select
    quote_date,
    count(condor_credit_error_indices_ratio) as expiries,
    round(100 * median(condor_credit_error_indices_ratio), 1) as indices_error_pct,
    round(100 * median(condor_credit_error_chain_ratio), 1) as chain_error_pct,
    round(100 * median(abs(condor_credit_error_indices_ratio)), 1) as indices_abs_error_pct,
    round(100 * median(abs(condor_credit_error_chain_ratio)), 1) as chain_abs_error_pct,
    round(100 * avg(is_inside_band::integer)) as levels_inside_band_pct
from calibration.fct_calibration_slice
where dte_days between 20 and 60 and root in ('SPX', 'SPXW')
group by rollup (quote_date)
order by quote_date nulls last;
