-- How far are the frozen smiles from real quotes, 20 to 60 days before expiry? By where the level comes from, and
-- delta. No root: no chain was loaded.
with

buckets as (

    select
        levels.level_source,
        deltas.delta_bucket

    from (select unnest(['indices', 'chain']) as level_source) as levels
    cross join (
        select unnest([
            'put_05', 'put_10', 'put_20', 'put_30', 'put_atm', 'call_atm', 'call_30', 'call_20', 'call_10', 'call_05'
        ]) as delta_bucket
    ) as deltas

),

errors as (

    select * from calibration.fct_calibration_error
    where dte_days between 20 and 60

)

select
    buckets.level_source,
    buckets.delta_bucket,
    errors.root,
    count(distinct errors.quote_date) as chain_days,
    coalesce(sum(errors.n_quotes), 0) as quotes,
    round(median(errors.mean_error_vol) * 100, 2) as mean_error_vol_pct,
    round(median(errors.median_abs_error_vol) * 100, 2) as median_abs_error_vol_pct,
    round(quantile_cont(abs(errors.mean_error_vol), 0.9) * 100, 2) as most_mean_errors_within_vol_pct,
    round(avg(errors.band_vol) * 100, 2) as band_vol_pct,
    round(median(errors.median_abs_error_pts), 2) as median_abs_error_pts
from buckets
left join errors
    on buckets.level_source = errors.level_source and buckets.delta_bucket = errors.delta_bucket
group by buckets.level_source, buckets.delta_bucket, errors.root
order by errors.root, buckets.level_source, buckets.delta_bucket;
