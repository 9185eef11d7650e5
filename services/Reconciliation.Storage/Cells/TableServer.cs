using Npgsql;

namespace Reconciliation.Storage;

/// <summary>
/// The server at which tables are changed: that of the rows, but on Citus, where the coordinator makes, changes and removes tables on the
/// nodes.
/// </summary>
/// <param name="rows">The database, at the server that holds the rows.</param>
/// <param name="source">Makes a pool of the database at one node, as its owner.</param>
public sealed class TableServer(NpgsqlDataSource rows, Func<CitusNode, NpgsqlDataSource> source) : IAsyncDisposable
{
    private NpgsqlDataSource? _coordinator;

    /// <summary>Finds it.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<NpgsqlDataSource> FindAsync(CancellationToken cancellationToken)
    {
        if (_coordinator is null && await CitusNodes.FindAsync(rows, cancellationToken) is { } place)
        {
            _coordinator = source(place.Coordinator);
        }

        return _coordinator ?? rows;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _coordinator?.DisposeAsync() ?? ValueTask.CompletedTask;
}
