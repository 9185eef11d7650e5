using System.Globalization;
using Npgsql;

namespace Reconciliation.Storage;

/// <summary>A cell is not moved, and is where it was.</summary>
/// <param name="message">Why, with what to do.</param>
public sealed class CellMoveRefusedException(string message) : Exception(message);

/// <summary>
/// Brings the schema of an installation to a node of Citus, while the service goes on: out of the coordinator the first time, then from
/// node to node. Processes find it there by themselves; the history that begins there is announced as after a failover.
/// </summary>
public static class CellMove
{
    /// <summary>
    /// The numbers that a sequence is ahead of those of the node before: more than that one can give out while it goes on during the move.
    /// </summary>
    public const long SequenceGap = 1L << 40;

    // Citus gives each node a range of its own; a node of a lower range would number what comes later before what was there. It does not
    // know sequences that belong to no column.
    private const string Sequences = """
        SELECT s.sequencename::text, coalesce(s.last_value, s.start_value), (
            SELECT coalesce(string_agg(DISTINCT quote_ident(r.rolname), ', '), '')
            FROM aclexplode(c.relacl) AS d JOIN pg_roles AS r ON r.oid = d.grantee WHERE d.grantee <> c.relowner)
        FROM pg_sequences AS s
        JOIN pg_class AS c ON c.relname = s.sequencename AND c.relnamespace = s.schemaname::regnamespace
        WHERE s.schemaname = current_schema() ORDER BY 1
        """;

    private const string Distribute = """
        SET citus.enable_unsafe_triggers = on;
        SELECT citus_schema_distribute(current_schema()::regnamespace);
        SELECT create_distributed_function('histoire()');
        """;

    // The rows that were distributed stay where they were too, hidden: nobody would ever erase them there. Triggers that let no row go are
    // those of the nodes.
    private const string RemoveHidden = """
        SET session_replication_role = replica;
        SELECT truncate_local_data_after_distributing_table(c.oid)
        FROM pg_dist_partition AS p JOIN pg_class AS c ON c.oid = p.logicalrelid
        WHERE c.relnamespace = current_schema()::regnamespace AND NOT c.relispartition;
        """;

    private const string Move = "SELECT citus_schema_move(current_schema()::regnamespace, $1, $2, 'force_logical')";

    // Sessions that were opened before know the node where the rows were; whoever holds one opens another.
    private const string EndSessions = """
        SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
        WHERE datname = current_database() AND application_name LIKE 'recon%' AND pid <> pg_backend_pid()
        """;

    /// <summary>Brings the cell to a node.</summary>
    /// <param name="source">Makes a pool of the database at one node, as its owner; it is ended here.</param>
    /// <param name="place">Where the cell lies.</param>
    /// <param name="node">The node to which it goes.</param>
    /// <param name="told">Told of each step.</param>
    /// <param name="cancellationToken">Gives up: the cell is then where it was, or where it goes.</param>
    /// <exception cref="CellMoveRefusedException">It cannot be brought there.</exception>
    public static async Task RunAsync(
        Func<CitusNode, NpgsqlDataSource> source, CitusPlace place, CitusNode node, Action<string> told,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(place);
        ArgumentNullException.ThrowIfNull(told);
        if (place.Schema == "public")
        {
            throw new CellMoveRefusedException(
                "The tables lie in the schema public, which Citus does not distribute: an installation on Citus has a schema of its own, "
                    + "Search Path=cellule_00 in RECONCILIATION_POSTGRES.");
        }

        if (!place.Workers.Contains(node))
        {
            throw new CellMoveRefusedException(
                $"{node} is no node that holds schemas: these are {string.Join(", ", place.Workers)}.");
        }

        if (!place.IsDistributed)
        {
            told($"{place.Schema} → Citus");
            await ExecuteAsync(source, place.Coordinator, Distribute, cancellationToken);
            place = await PlaceAsync(source, place.Coordinator, cancellationToken) ?? place;
        }

        // All of it each time: what was interrupted is done then, and nothing else changes.
        List<CitusNode> before = [.. new[] { place.Coordinator, place.Holder }.Distinct().Where(n => n != node)];
        foreach (var from in before)
        {
            await NumberAheadAsync(source, from, node, cancellationToken);
        }

        if (place.Holder != node)
        {
            told($"{place.Schema} : {place.Holder} → {node}");
            await MoveAsync(source, place.Coordinator, node, cancellationToken);
        }

        foreach (var from in before)
        {
            await ExecuteAsync(source, from, EndSessions, cancellationToken);
        }

        await ExecuteAsync(source, place.Coordinator, RemoveHidden, cancellationToken);
    }

    private static async Task<CitusPlace?> PlaceAsync(
        Func<CitusNode, NpgsqlDataSource> source, CitusNode node, CancellationToken cancellationToken)
    {
        await using var there = source(node);
        return await CitusNodes.FindAsync(there, cancellationToken);
    }

    // Puts the sequences of a node ahead of those of another, and makes those that it lacks, for the same roles.
    private static async Task NumberAheadAsync(
        Func<CitusNode, NpgsqlDataSource> source, CitusNode from, CitusNode to, CancellationToken cancellationToken)
    {
        await using var before = source(from);
        await using var read = before.CreateCommand(Sequences);
        await using var reader = await read.ExecuteReaderAsync(cancellationToken);
        var sequences = await reader.ReadAllAsync(
            r => (Name: r.GetString(0), Last: r.GetInt64(1), Roles: r.GetString(2)), cancellationToken);
        var ahead = sequences.Select(s => string.Create(CultureInfo.InvariantCulture, $"""
            CREATE SEQUENCE IF NOT EXISTS {s.Name};
            ALTER SEQUENCE {s.Name} MAXVALUE {long.MaxValue};
            SELECT setval('{s.Name}', greatest({s.Last + SequenceGap}, (SELECT last_value FROM {s.Name})));
            {(s.Roles.Length == 0 ? "" : $"GRANT USAGE, SELECT ON SEQUENCE {s.Name} TO {s.Roles};")}
            """));
        await ExecuteAsync(
            source, to, "SET citus.enable_ddl_propagation = off; SET client_min_messages = warning;" + string.Concat(ahead),
            cancellationToken);
    }

    private static async Task MoveAsync(
        Func<CitusNode, NpgsqlDataSource> source, CitusNode coordinator, CitusNode node, CancellationToken cancellationToken)
    {
        await using var there = source(coordinator);
        await using var move = there.CreateCommand(Move);
        move.CommandTimeout = 0;
        move.Parameters.Add(new() { Value = node.Host });
        move.Parameters.Add(new() { Value = node.Port });
        await move.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task ExecuteAsync(
        Func<CitusNode, NpgsqlDataSource> source, CitusNode node, string sql, CancellationToken cancellationToken)
    {
        await using var there = source(node);
        await using var command = there.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
