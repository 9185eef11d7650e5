using Npgsql;
using NpgsqlTypes;

namespace Reconciliation.Storage;

/// <summary>A trigger that the model of the tables cannot say.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Table">Its table.</param>
/// <param name="Definition">
/// The text after its name in <c>CREATE TRIGGER</c>, as the server writes it: in other words it would be made anew by every migration.
/// </param>
internal sealed record WantedTrigger(string Name, string Table, string Definition)
{
    private const string Due = """
        SELECT w.place FROM unnest($1::name[], $2::text[], $3::text[]) WITH ORDINALITY AS w(nom, relation, definition, place)
        WHERE NOT EXISTS (
            SELECT FROM pg_trigger AS t
            WHERE t.tgrelid = to_regclass(w.relation) AND t.tgname = w.nom AND t.tgenabled IN ('O', 'A')
              AND pg_get_triggerdef(t.oid, true) = 'CREATE TRIGGER ' || w.nom || ' ' || w.definition)
        ORDER BY w.place
        """;

    /// <summary>The triggers of this version.</summary>
    public static IReadOnlyList<WantedTrigger> Product { get; } =
        [.. AccessGuard.Triggers, .. SchemaComplements.Triggers, DictionnaireTable.Trigger];

    /// <summary>
    /// Makes the triggers that are missing, are otherwise defined or are switched off, as the owner. One that is as wanted is left alone:
    /// to make it again would need its table for itself, and all who write there would wait.
    /// </summary>
    /// <param name="connection">The database.</param>
    /// <param name="wanted">The triggers; their functions are there.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The names of those that were made.</returns>
    public static async Task<IReadOnlyList<string>> ApplyAsync(
        NpgsqlConnection connection, IReadOnlyList<WantedTrigger> wanted, CancellationToken cancellationToken)
    {
        var due = await DueAsync(connection, wanted, cancellationToken);
        foreach (var trigger in due)
        {
            await BriefChange.RunAsync(
                connection,
                $"""
                CREATE OR REPLACE TRIGGER {trigger.Name} {trigger.Definition};
                ALTER TABLE {trigger.Table} ENABLE TRIGGER {trigger.Name};
                """,
                cancellationToken);
        }

        return [.. due.Select(t => t.Name)];
    }

    private static async Task<List<WantedTrigger>> DueAsync(
        NpgsqlConnection connection, IReadOnlyList<WantedTrigger> wanted, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Due, connection);
        command.Parameters.Add(
            new() { Value = wanted.Select(t => t.Name).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Name });
        command.Parameters.Add(new() { Value = wanted.Select(t => t.Table).ToArray() });
        command.Parameters.Add(new() { Value = wanted.Select(t => t.Definition).ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAllAsync(r => wanted[(int)r.GetInt64(0) - 1], cancellationToken);
    }
}
