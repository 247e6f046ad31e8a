with

counted as (

    select * from {{ ref('int_conversion__counted') }}

),

final as (

    select
        quote_date,
        strike_pairs,
        conversion_pairs,
        reversal_pairs,
        conversion_edge_median_pts,
        conversion_edge_max_pts,
        reversal_edge_median_pts,
        reversal_edge_max_pts,
        is_simulated

    from counted

)

select * from final
order by quote_date
