with

sessions as (

    select * from {{ ref('stg_calendar__sessions') }}

),

counts as (

    select
        universe,
        trade_date,
        advances_issues,
        declines_issues,
        available_at,
        is_simulated,
        false as is_counted_here

    from {{ ref('stg_breadth__advance_decline') }}
    where advances_issues is not null

    union all

    select
        'sp500' as universe,
        trade_date,
        advances_issues,
        declines_issues,
        available_at,
        is_simulated,
        true as is_counted_here

    from {{ ref('stg_sp500__breadth') }}
    where advances_issues is not null

),

-- One universe a day, the one closest to the S&P 500; the ratio form (S16) makes them comparable.
-- Of two counts of one universe the one made here is taken, for its membership and coverage are known
chosen as (

    select
        counts.trade_date,
        counts.universe,
        counts.available_at,
        counts.is_simulated,
        sessions.session_number,
        counts.advances_issues - counts.declines_issues as ad_net_issues,
        (counts.advances_issues - counts.declines_issues)
        / (counts.advances_issues + counts.declines_issues) as ad_net_ratio

    from counts
    inner join sessions on counts.trade_date = sessions.session_date
    qualify row_number() over (
        partition by counts.trade_date
        order by list_position(['sp500', 'sp1500', 'nyse'], counts.universe), counts.is_counted_here desc
    ) = 1

),

final as (

    select
        trade_date,
        universe,
        session_number,
        ad_net_issues,
        ad_net_ratio,
        sum(ad_net_issues) over so_far as ad_line_issues,
        sum(ad_net_ratio) over so_far as ad_line_ratio,

        -- Where an average must begin anew, a long hole lies between two counts
        session_number - lag(session_number) over (order by trade_date) as gap_tdays,
        available_at,
        is_simulated

    from chosen
    window so_far as (order by trade_date rows between unbounded preceding and current row)

)

select * from final
order by trade_date
