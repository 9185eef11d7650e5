using Npgsql;

namespace Reconciliation.Storage;

/// <summary>
/// Plans that are made once: the first statement of a transaction, or of a batch, whose others read rows by their keys. One plan serves all
/// values, and no statistics can better it. Left to choose, the server would plan such a statement anew each time where the tables lie in
/// several cells, which takes longer than to read a member's page, and would read whole tables that were small when it last looked at
/// them. A scan that is off costs so much that the server would compile the plans of small tables without an index.
/// </summary>
internal static class KeptPlans
{
    /// <summary>The statement; it holds until the transaction ends.</summary>
    public const string Sql = """
        SELECT set_config(
                'plan_cache_mode',
                CASE WHEN to_regclass('pg_catalog.pg_dist_node') IS NULL THEN 'force_generic_plan' ELSE 'force_custom_plan' END, true),
            set_config('enable_seqscan', 'off', true),
            set_config('jit', 'off', true)
        """;

    /// <summary>
    /// The statement after which each is planned for its values, until the transaction ends: those that may read thousands of journées
    /// would be compared row by row under a plan for a few.
    /// </summary>
    public const string None = "SET LOCAL plan_cache_mode = force_custom_plan";

    /// <summary>A batch whose statements keep their plans; <see cref="ReadAsync"/> reads it.</summary>
    /// <param name="source">The database.</param>
    public static NpgsqlBatch CreateBatch(NpgsqlDataSource source)
    {
        var batch = source.CreateBatch();
        batch.Add(Sql);
        return batch;
    }

    /// <summary>The answers to the statements of a batch that begins with <see cref="Sql"/>, without the answer to that.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<NpgsqlDataReader> ReadAsync(NpgsqlBatch batch, CancellationToken cancellationToken)
    {
        var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return reader;
    }
}
