using System.Text.Json;
using Reconciliation.Hosting;

namespace Reconciliation.Recon;

/// <summary>
/// The list of erased soins for those who hold copies of them: <c>{"soins": ["…"]}</c>. The ids are nowhere once a soin is erased. So they
/// are written before it is, and the same command that is run again, after it was interrupted, keeps those that the file holds.
/// </summary>
internal sealed class ErasedSoins
{
    private readonly FileInfo _file;
    private readonly HashSet<Guid> _soins;

    private ErasedSoins(FileInfo file, IEnumerable<Guid> soins)
    {
        _file = file;
        _soins = [.. soins];
    }

    /// <summary>Opens a list, or begins one.</summary>
    /// <param name="file">Where it is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StartupRefusedException">The file holds something else.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static async Task<ErasedSoins> OpenAsync(FileInfo file, CancellationToken cancellationToken)
    {
        var list = new ErasedSoins(file, file is { Exists: true, Length: > 0 } ? await ReadAsync(file, cancellationToken) : []);
        await list.AddAsync([]);
        return list;
    }

    /// <summary>Writes more ids, on the disk when it returns. It does not give up: a list that lacks one is of no use.</summary>
    /// <param name="soins">The ids.</param>
    public async Task AddAsync(IEnumerable<Guid> soins)
    {
        _soins.UnionWith(soins);
        var beside = _file.FullName + ".part";
        await using (var towards = OwnerFile.Create(beside))
        {
            var all = new SoinList([.. _soins.Order()]);
            await JsonSerializer.SerializeAsync(towards, all, JsonSerializerOptions.Web, CancellationToken.None);
            towards.Flush(flushToDisk: true);
        }

        File.Move(beside, _file.FullName, overwrite: true);
    }

    private static async Task<IReadOnlyList<Guid>> ReadAsync(FileInfo file, CancellationToken cancellationToken)
    {
        try
        {
            await using var from = file.OpenRead();
            return (await JsonSerializer.DeserializeAsync<SoinList>(from, JsonSerializerOptions.Web, cancellationToken))?.Soins
                ?? throw Foreign(file);
        }
        catch (JsonException)
        {
            throw Foreign(file);
        }
    }

    private static StartupRefusedException Foreign(FileInfo file) =>
        new($"The file {file.FullName} holds something else than a list of erased soins: name another one.");

    private sealed record SoinList(IReadOnlyList<Guid> Soins);
}
