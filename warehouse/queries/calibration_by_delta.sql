-- How far are the frozen smiles from real quotes, 20 to 60 days before expiry? By where the level comes from, and delta.
select
    root,
    level_source,
    delta_bucket,
    count(distinct quote_date) as chain_days,
    sum(n_quotes) as quotes,
    round(median(mean_error_vol) * 100, 2) as mean_error_vol_pct,
    round(median(median_abs_error_vol) * 100, 2) as median_abs_error_vol_pct,
    round(median(median_abs_error_pts), 2) as median_abs_error_pts
from calibration.fct_calibration_error
where dte_days between 20 and 60
group by root, level_source, delta_bucket
order by root, level_source, delta_bucket;
