with

sessions as (

    select * from {{ ref('stg_calendar__sessions') }}

),

levels as (

    select * from {{ ref('stg_cboe__index_history') }}
    where close_pts is not null

),

spans as (

    select
        index_symbol,
        min(trade_date) as first_date,
        max(trade_date) as last_date,
        count(*) / (date_diff('month', min(trade_date), max(trade_date)) + 1) as rows_per_month,
        bool_or(is_simulated) as is_simulated

    from levels
    group by index_symbol

),

absent as (

    select
        spans.index_symbol,
        spans.is_simulated,
        sessions.session_date,
        sessions.session_number,

        -- Files with month ends only have one row a month, files with sessions about 21
        case when spans.rows_per_month < 3 then 'month_ends_only' else 'absent' end as gap_kind

    from spans
    inner join sessions on sessions.session_date between spans.first_date and spans.last_date
    left join levels
        on spans.index_symbol = levels.index_symbol and sessions.session_date = levels.trade_date
    where levels.trade_date is null

),

-- Sessions in a row share the difference of their number and their rank
runs as (

    select
        *,
        case
            when gap_kind = 'absent'
                then session_number - row_number() over (partition by index_symbol order by session_number)
        end as run_number

    from absent

),

final as (

    select
        index_symbol,
        gap_kind,
        min(session_date) as first_missing_date,
        max(session_date) as last_missing_date,
        count(*) as missing_tdays,
        bool_or(is_simulated) as is_simulated

    from runs
    group by index_symbol, gap_kind, run_number

)

select * from final
order by index_symbol, first_missing_date
