{%- set vol_tdays = var('spx_vol_tdays') | int -%}

with

spine as (

    select * from {{ ref('int_sessions__decided') }}

),

sessions as (

    select * from {{ ref('stg_calendar__sessions') }}

),

closes as (

    select
        series.series_name,
        series.observation_date as trade_date,
        series.value,
        series.available_at,
        series.is_simulated,
        sessions.session_number

    from {{ ref('stg_user__series') }} as series
    inner join sessions
        on series.observation_date = sessions.session_date and series.available_at <= sessions.decision_at
    where
        series.series_name in ('{{ var('reit_series_name') }}', '{{ var('total_return_series_name') }}')
        and series.frequency = 'daily'

),

-- Adjusted closes change with every later split and dividend, their changes do not
changes as (

    select
        *,
        case
            when session_number - lag(session_number) over by_date = 1
                then value / lag(value) over by_date - 1
        end as return_ratio

    from closes
    window by_date as (partition by series_name order by trade_date)

),

measured as (

    select
        *,
        case
            when count(return_ratio) over vol_window = {{ vol_tdays }}
                then stddev_samp(ln(1 + return_ratio)) over vol_window * sqrt(252)
        end as rv_21d_vol

    from changes
    window vol_window as (
        partition by series_name order by trade_date
        rows between {{ vol_tdays - 1 }} preceding and current row
    )

),

roles as (

    select
        '{{ var('reit_series_name') }}' as series_name,
        'reit' as series_role

    union all

    select
        '{{ var('total_return_series_name') }}' as series_name,
        'total_return' as series_role

),

first_days as (

    select
        series_name,
        min(trade_date) as first_date

    from closes
    group by series_name

),

final as (

    select
        spine.trade_date,
        roles.series_role,
        measured.return_ratio,
        measured.rv_21d_vol,
        case
            when first_days.first_date is null or first_days.first_date > spine.trade_date then 'no_series'
            when measured.trade_date is null then 'not_published'
        end as absence_reason,
        measured.available_at,
        coalesce(measured.is_simulated, false) as is_simulated

    from spine
    cross join roles
    left join first_days on roles.series_name = first_days.series_name
    left join measured on roles.series_name = measured.series_name and spine.trade_date = measured.trade_date

)

select * from final
order by series_role, trade_date
