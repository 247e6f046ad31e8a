-- A returned row is a day whose signals use something that was not public at its decision clock (§1.0).
select
    trade_date,
    decision_at,
    max_available_at

from {{ ref('fct_signal_daily') }}
where max_available_at > decision_at
