using System.Globalization;
using Npgsql;
using Reconciliation.Contracts;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>All that an agent sees of a refused message at once.</summary>
public sealed record MessageSheet
{
    /// <summary>Stands in the place of contents that name too many members to be shown.</summary>
    public static string Withheld => MessageMembers.Withheld.Contenu;

    public required MessageEnQuarantaine Message { get; init; }

    /// <summary>The original, as it is kept; a sentence in its place where it names too many members to be shown.</summary>
    public required CorpsDeMessage Body { get; init; }

    /// <summary>Whether the original, or the correction from which the form goes on, names too many members to be shown.</summary>
    public required bool IsWithheld { get; init; }

    /// <summary>The actions, the oldest first.</summary>
    public required IReadOnlyList<SuiteDeQuarantaine> FollowUps { get; init; }

    /// <summary>The sender, as the way in authenticated them; null: nobody knows.</summary>
    public required string? Sender { get; init; }

    /// <summary>The message as a form; null: it cannot be read as a record.</summary>
    public required RecordForm? Form { get; init; }

    /// <summary>The values of the message itself, by the paths of the fields, if the form goes on from a correction; else none.</summary>
    public required IReadOnlyDictionary<string, string> OriginalValues { get; init; }

    /// <summary>The correction that was typed last and not accepted, without a NIR; null: none.</summary>
    public required TypedCorrection? Typed { get; init; }

    /// <summary>The line of the same name that the service knows, at its highest revision; null: it knows none.</summary>
    public required LigneFacts? Known { get; init; }

    /// <summary>The values of that line, by the paths of the fields.</summary>
    public required IReadOnlyDictionary<string, KnownValue> KnownValues { get; init; }

    /// <summary>Other lines of the same soin: those that the message names, and those of the same person and day.</summary>
    public required IReadOnlyList<LigneFacts> Around { get; init; }
}

/// <summary>
/// Reads the sheet of a refused message: the message, and what the service knows of the same line and soin. One access, recorded for every
/// member whom the message, a correction or a line beside it names.
/// </summary>
/// <param name="source">The database.</param>
/// <param name="queries">Reads the quarantine.</param>
/// <param name="disclosure">The door.</param>
/// <param name="streams">The streams.</param>
public sealed class ReadMessageSheet(
    NpgsqlDataSource source, QuarantaineQueries queries, Disclosure disclosure, PaymentStreams streams)
{
    /// <summary>The most lines beside a message.</summary>
    public const int LignesMax = 50;

    /// <summary>Reads the sheet.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="quarantaineId">The message.</param>
    /// <param name="typed">The correction that the caller has typed and is shown again, or from which they go on; null: none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Disclosed<MessageSheet>> ReadAsync(
        Caller caller, long quarantaineId, TypedCorrection? typed, CancellationToken cancellationToken)
    {
        if (await queries.ReadOneAsync(quarantaineId, cancellationToken) is not var (message, body))
        {
            return DisclosureOutcome.Unknown;
        }

        var stream = streams.Of(streams.Parts.OfCode(message.Part.Code)!);
        var followUps = await queries.FollowUpsAsync(quarantaineId, cancellationToken);
        var start = TypedCorrection.StartOf(body, followUps, typed?.Proposal);
        var members = await MessageMembers.ReadAsync(
            source, body, TypedCorrection.Of(followUps).Append(typed?.AllTyped() ?? default(ReadOnlyMemory<byte>)), cancellationToken);
        var isWithheld = members.Sent.HasMore || (members.Typed.HasMore && !ReferenceEquals(start, body));
        var form = isWithheld ? null : RecordForm.Of(start, stream);
        var (known, around) = form is null ? (null, []) : await KnownAsync(form, stream.Part, cancellationToken);

        // Lines to which only a correction leads are somebody's file: the work on the message is no reason to read them.
        string[] beside = [.. around.Append(known).OfType<LigneFacts>().Select(l => l.Stored.Ligne.AdherentId).Except(members.Sent.Ids)];
        if (!ReferenceEquals(start, body) && beside.Length > 0)
        {
            var outcome = await disclosure.RequestAsync(caller, ReadQuarantaine.ReadAction, beside, null, cancellationToken);
            if (outcome != DisclosureOutcome.Granted)
            {
                return outcome;
            }

            beside = [];
        }

        await members.NoteTypedAsync(disclosure, caller, cancellationToken);
        return await disclosure.HandOutAsync<MessageSheet>(
            ReadQuarantaine.Working(caller),
            ReadQuarantaine.ReadAction,
            [.. members.NoteSent(caller), .. beside],
            null,
            new()
            {
                Message = message,
                Body = members.Shown(body),
                IsWithheld = isWithheld,
                FollowUps = members.Shown(followUps),
                Sender = await queries.SenderAsync(quarantaineId, cancellationToken),
                Form = form,
                OriginalValues = isWithheld || ReferenceEquals(start, body) || RecordForm.Of(body, stream) is not { } original
                    ? new Dictionary<string, string>()
                    : original.Fields.ToDictionary(f => f.Field.Path, f => f.Shown, StringComparer.Ordinal),
                Typed = members.Typed.HasMore ? null : typed?.WithoutNir(),
                Known = known,
                KnownValues = known is null ? new Dictionary<string, KnownValue>() : form!.Compare(known, stream),
                Around = around,
            },
            cancellationToken);
    }

    private async Task<(LigneFacts? Known, IReadOnlyList<LigneFacts> Around)> KnownAsync(
        RecordForm form, Part part, CancellationToken cancellationToken)
    {
        var stated = form.Fields.ToDictionary(f => f.Field.Path, f => f.Shown, StringComparer.Ordinal);
        Reference?[] named = [ReferenceIn(stated, "ligne"), ReferenceIn(stated, "ligneOrigine"), ReferenceIn(stated, "referenceRo")];
        Journee? journee = DateOnly.TryParseExact(stated["dateSoin"], "yyyy-MM-dd", out var day)
            ? new(stated["beneficiaireId"], day) : null;
        var journees = await JourneesOfLignes.ReadAsync(source, [.. named.OfType<Reference>()], cancellationToken);
        if (journee is { BeneficiaireId.Length: > 0 } own)
        {
            journees = [.. journees.Prepend(own).Distinct()];
        }

        if (journees.Count == 0)
        {
            return (null, []);
        }

        var lignes = (await SoinFacts.ReadAsync(source, journees, streams, cancellationToken)).Lignes.ToList();
        var known = lignes
            .Where(l => l.Stored.Ligne.Id.Part == part && l.Stored.Ligne.Id.Source == stated["source"]
                && l.Stored.Ligne.Id.Reference == named[0])
            .OrderByDescending(l => l.Stored.Ligne.BeneficiaireId == stated["beneficiaireId"]).ThenByDescending(l => l.IsCurrent)
            .ThenByDescending(l => l.Stored.Ligne.Revision)
            .FirstOrDefault();
        return (
            known,
            [
                .. lignes.Where(l => l.Stored.Position != known?.Stored.Position
                        && (l.Stored.Ligne.Id == known?.Stored.Ligne.Id || l.Stored.Ligne.Journee == journee
                            || (l.SoinId is { } soin && soin == known?.SoinId)
                            || (named.Contains(l.Stored.Ligne.Id.Reference) && l.Stored.Ligne.BeneficiaireId == stated["beneficiaireId"])))
                    .OrderByDescending(l => l.IsCurrent).ThenBy(l => l.Stored.Ligne.DateSoin).ThenBy(l => l.Stored.Position)
                    .Take(LignesMax),
            ]);
    }

    private static Reference? ReferenceIn(Dictionary<string, string> stated, string parent) =>
        stated.GetValueOrDefault($"{parent}.organisme") is { Length: > 0 } organisme
        && stated[$"{parent}.decompte"] is { Length: > 0 } decompte
        && int.TryParse(stated[$"{parent}.ordre"], NumberStyles.None, CultureInfo.InvariantCulture, out var ordre)
            ? new(organisme, decompte, ordre)
            : null;
}
