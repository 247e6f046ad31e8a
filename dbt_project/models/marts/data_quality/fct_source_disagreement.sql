with

judged as (

    select * from {{ ref('int_source_pairs__judged') }}

),

final as (

    select
        topic,
        trade_date,
        subject,
        second_source,
        first_source,
        first_pts,
        second_pts,
        difference_pts,
        tolerance_pts,
        tolerance_reason,
        is_beyond,
        available_at,
        is_simulated

    from judged

)

select * from final
order by topic, subject, second_source, trade_date
