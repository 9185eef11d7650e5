using Npgsql;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>
/// The members whom a message in quarantine names. Those that the sender named are the work itself. Those that only an agent named, in a
/// correction, are recorded too, under a reason that opens no file (<see cref="AccessLog.TypedMotif"/>).
/// </summary>
/// <param name="Sent">The members whom the message itself names.</param>
/// <param name="Typed">The members whom only corrections name.</param>
internal sealed record MessageMembers(IReadOnlyList<string> Sent, IReadOnlyList<string> Typed)
{
    /// <summary>Reads whom a message and its corrections name.</summary>
    /// <param name="source">The database.</param>
    /// <param name="body">The bytes of the message.</param>
    /// <param name="typed">The bytes that agents typed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<MessageMembers> ReadAsync(
        NpgsqlDataSource source, byte[] body, IEnumerable<ReadOnlyMemory<byte>> typed, CancellationToken cancellationToken)
    {
        var sent = await QuarantaineNames.MembersAsync(source, MessageNames.Of(body), cancellationToken);
        var named = await QuarantaineNames.MembersAsync(source, MessageNames.Of([.. typed]), cancellationToken);
        return new(sent, [.. named.Except(sent, StringComparer.Ordinal)]);
    }

    /// <summary>Notes the access to the members whom only corrections name.</summary>
    /// <param name="disclosure">The door.</param>
    /// <param name="caller">The caller, who may see messages of everyone.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task NoteTypedAsync(Disclosure disclosure, Caller caller, CancellationToken cancellationToken)
    {
        if (Typed.Count > 0)
        {
            await disclosure.RequestAsync(
                caller.MustGiveMotif ? caller with { Motif = caller.Motif ?? AccessLog.TypedMotif } : caller,
                ReadQuarantaine.ReadAction, Typed, null, cancellationToken);
        }
    }
}
