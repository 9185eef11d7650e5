using System.Text.Json;
using Reconciliation.Hosting;

namespace Reconciliation.Recon;

/// <summary>
/// The list of erased soins for those who hold copies of them: <c>{"soins": ["…"], "prevus": []}</c>. The ids are nowhere once a soin is
/// erased. So they are written before, as planned, and become erased ones when they are gone. The same command that is run again, after it
/// was interrupted, keeps what the file holds.
/// </summary>
internal sealed class ErasedSoins
{
    private readonly FileInfo _file;
    private readonly HashSet<Guid> _soins;
    private readonly HashSet<Guid> _planned;

    private ErasedSoins(FileInfo file, SoinList list)
    {
        _file = file;
        _soins = [.. list.Soins];
        _planned = [.. list.Prevus ?? []];
    }

    /// <summary>Opens a list, or begins one.</summary>
    /// <param name="file">Where it is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StartupRefusedException">The file holds something else.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static async Task<ErasedSoins> OpenAsync(FileInfo file, CancellationToken cancellationToken)
    {
        var list = new ErasedSoins(
            file, file is { Exists: true, Length: > 0 } ? await ReadAsync(file, cancellationToken) : new SoinList([], []));
        await list.WriteAsync();
        return list;
    }

    /// <summary>Writes the soins that are about to go, on the disk when it returns.</summary>
    /// <param name="soins">The ids.</param>
    public Task PlanAsync(IEnumerable<Guid> soins)
    {
        _planned.UnionWith(soins);
        return WriteAsync();
    }

    /// <summary>Writes which of the planned soins went, now or before an interruption; those that are still there stay planned.</summary>
    /// <param name="thereAsync">Gives those of some soins that are still there.</param>
    public async Task ConcludeAsync(Func<IReadOnlyCollection<Guid>, Task<IReadOnlyList<Guid>>> thereAsync)
    {
        var there = await thereAsync(_planned);
        _soins.UnionWith(_planned.Except(there));
        _planned.IntersectWith(there);
        await WriteAsync();
    }

    // It does not give up: a list that lacks an id is of no use. A name in a folder is on the disk only once the folder is.
    private async Task WriteAsync()
    {
        var beside = _file.FullName + ".part";
        await using (var towards = OwnerFile.Create(beside))
        {
            var all = new SoinList([.. _soins.Order()], [.. _planned.Order()]);
            await JsonSerializer.SerializeAsync(towards, all, JsonSerializerOptions.Web, CancellationToken.None);
            towards.Flush(flushToDisk: true);
        }

        File.Move(beside, _file.FullName, overwrite: true);
        OwnerFile.FlushFolder(_file.FullName);
    }

    private static async Task<SoinList> ReadAsync(FileInfo file, CancellationToken cancellationToken)
    {
        try
        {
            await using var from = file.OpenRead();
            return await JsonSerializer.DeserializeAsync<SoinList>(from, JsonSerializerOptions.Web, cancellationToken)
                is { Soins: not null } list ? list : throw Foreign(file);
        }
        catch (JsonException)
        {
            throw Foreign(file);
        }
    }

    private static StartupRefusedException Foreign(FileInfo file) =>
        new($"The file {file.FullName} holds something else than a list of erased soins: name another one.");

    // Versions before wrote no planned ones: all that they wrote counts as erased.
    private sealed record SoinList(IReadOnlyList<Guid> Soins, IReadOnlyList<Guid>? Prevus);
}
