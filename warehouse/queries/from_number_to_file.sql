-- Lineage of one number: the settlement of the front VX contract on the newest day, down to the bytes it came from.
select
    c.trade_date,
    c.expiry_date,
    c.settle_pts,
    r.settle_pts as published_settle_pts,
    r.source_line,
    f.address,
    f.fetched_at,
    f.sha256
from signals.fct_vx_curve_daily as c
inner join raw.raw_cfe__vx_futures as r on c.expiry_date = r.expiry_date and c.trade_date = r.trade_date
inner join raw.raw_landing__files as f on r.source_sha256 = f.sha256
where c.tenor = 1
order by c.trade_date desc
limit 1;
