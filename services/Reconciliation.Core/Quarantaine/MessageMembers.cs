using Npgsql;
using Reconciliation.Contracts;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>
/// The members whom a message in quarantine names. Those that the sender named are the work itself. Those that only an agent named, in a
/// correction, are recorded too, under a reason that opens no file (<see cref="AccessLog.TypedMotif"/>). Contents that name more members
/// than are recorded are shown to nobody.
/// </summary>
/// <param name="Sent">The members whom the message itself names.</param>
/// <param name="Typed">The members whom only corrections name.</param>
internal sealed record MessageMembers(NamedMembers Sent, NamedMembers Typed)
{
    /// <summary>Stands in the place of contents that are not shown.</summary>
    public static readonly CorpsDeMessage Withheld = new(
        EncodageDeCorps.Utf8,
        $"Contenu non affiché : il nomme plus de {MessageNames.MembersMax} adhérents, ou plus de noms qu'il n'en est recherché. "
            + "Faites-le corriger par son émetteur, ou écartez-le.");

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
        return new(sent, named with { Ids = [.. named.Ids.Except(sent.Ids, StringComparer.Ordinal)] });
    }

    /// <summary>The message as it may be shown.</summary>
    /// <param name="body">Its bytes.</param>
    public CorpsDeMessage Shown(byte[] body) => Sent.HasMore ? Withheld : QuarantaineQueries.AsText(body);

    /// <summary>The actions on the message as they may be shown.</summary>
    /// <param name="followUps">The actions.</param>
    public IReadOnlyList<SuiteDeQuarantaine> Shown(IReadOnlyList<SuiteDeQuarantaine> followUps) => Typed.HasMore
        ? [.. followUps.Select(f => f.CorpsCorrige is null ? f : f with { CorpsCorrige = Withheld })]
        : followUps;

    /// <summary>Notes the access to the members whom only corrections name.</summary>
    /// <param name="disclosure">The door.</param>
    /// <param name="caller">The caller, who may see messages of everyone.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task NoteTypedAsync(Disclosure disclosure, Caller caller, CancellationToken cancellationToken)
    {
        if (Typed.HasMore)
        {
            Disclosure.NoteMore(caller, ReadQuarantaine.ReadAction);
        }
        else if (Typed.Ids.Count > 0)
        {
            await disclosure.RequestAsync(
                caller.MustGiveMotif ? caller with { Motif = caller.Motif ?? AccessLog.TypedMotif } : caller,
                ReadQuarantaine.ReadAction, Typed.Ids, null, cancellationToken);
        }
    }

    /// <summary>The members who have a row for the message itself; of contents that are not shown, nobody has.</summary>
    /// <param name="caller">The caller, who may see messages of everyone.</param>
    public IReadOnlyList<string> NoteSent(Caller caller)
    {
        if (!Sent.HasMore)
        {
            return Sent.Ids;
        }

        Disclosure.NoteMore(caller, ReadQuarantaine.ReadAction);
        return [];
    }
}
