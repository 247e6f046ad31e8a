{#-
Wilder's smoothing of a list, as a list (S20): the first element is the mean of the first `period` values,
then (previous * (period - 1) + value) / period. Element i belongs to value number period - 1 + i.
-#}
{% macro wilder_list(values_sql, period) -%}
    {{ smoothed_list(
        values_sql ~ '[' ~ (period + 1) ~ ':]',
        '[list_avg(' ~ values_sql ~ '[1:' ~ period ~ '])]',
        '(acc[-1] * ' ~ (period - 1) ~ ' + y[1]) / ' ~ period
    ) }}
{%- endmacro %}
