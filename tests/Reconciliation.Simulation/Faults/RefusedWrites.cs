using Npgsql;

namespace Reconciliation.Simulation.Faults;

/// <summary>
/// Has the database refuse every write to one table with one SQLSTATE for a while, as a server does that is full, set up wrongly or
/// short of something. None of these is a line's fault: nothing of it may end in quarantine.
/// </summary>
/// <param name="database">The database of the run.</param>
/// <param name="seed">The seed of the table and the SQLSTATE.</param>
internal sealed class RefusedWrites(NpgsqlDataSource database, int seed)
{
    private static readonly string[] Tables = ["ligne", "soin", "journal", "reception", "quarantaine", "relais"];

    private static readonly string[] SqlStates =
        ["53100", "53200", "42501", "25006", "XX000", "0A000", "28000", "3D000", "42P01", "58030", "57014", "40001", "55P03"];

    private readonly Random _random = new(seed);

    /// <summary>Has each table ask, before it is written, whether it refuses.</summary>
    public async Task InstallAsync(CancellationToken cancellation)
    {
        await ExecuteAsync("""
            CREATE TABLE panne (nom text, code text);
            GRANT SELECT ON panne TO PUBLIC;
            CREATE FUNCTION refuse_en_panne() RETURNS trigger LANGUAGE plpgsql AS $$
            DECLARE refus text;
            BEGIN
                SELECT code INTO refus FROM panne WHERE nom = TG_TABLE_NAME;
                IF FOUND THEN RAISE EXCEPTION USING ERRCODE = refus, MESSAGE = 'refused by the simulation'; END IF;
                RETURN NULL;
            END $$
            """, cancellation);
        foreach (var table in Tables)
            await ExecuteAsync(
                $"CREATE TRIGGER panne BEFORE INSERT OR UPDATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_en_panne()",
                cancellation);
    }

    /// <summary>Refuses for a while.</summary>
    public async Task RefuseAsync(TimeSpan time, CancellationToken cancellation)
    {
        var (table, code) = (Tables[_random.Next(Tables.Length)], SqlStates[_random.Next(SqlStates.Length)]);
        await ExecuteAsync($"INSERT INTO panne VALUES ('{table}', '{code}')", cancellation);
        await Task.Delay(time, TimeProvider.System, cancellation);
        await ExecuteAsync("DELETE FROM panne", cancellation);
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
