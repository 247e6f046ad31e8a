-- The three numbers to check first: the closes of the 2020 crash, and the front of the curve beside them.
select
    s.trade_date,
    s.vix_close_pts,
    s.spx_close_pts,
    v.m1_expiry_date,
    v.m1_settle_pts,
    v.m2_settle_pts
from signals.fct_signal_daily as s
inner join signals.fct_vx_term_structure as v on s.trade_date = v.trade_date
where s.trade_date in (date '2020-03-16', date '2020-03-23')
order by s.trade_date;
