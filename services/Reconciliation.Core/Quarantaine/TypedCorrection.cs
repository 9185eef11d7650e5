using System.Text;
using System.Text.Json;
using Reconciliation.Contracts;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>The texts that somebody typed to correct a message.</summary>
/// <param name="Fields">The fields of the form, by their paths.</param>
/// <param name="Text">The text of the message in their place; null: the fields were typed in.</param>
/// <param name="Proposal">
/// The place, among the actions on the message, of the correction from which they went on; null: the message itself.
/// </param>
public sealed record TypedCorrection(IReadOnlyDictionary<string, string> Fields, string? Text, int? Proposal)
{
    /// <summary>The bytes from which a form goes on: the message, or a correction that somebody proposed.</summary>
    /// <param name="body">The message.</param>
    /// <param name="followUps">The actions on it.</param>
    /// <param name="proposal">The place of the correction among them; null: the message.</param>
    internal static byte[] StartOf(byte[] body, IReadOnlyList<SuiteDeQuarantaine> followUps, int? proposal) =>
        proposal is { } place && place >= 0 && place < followUps.Count && followUps[place].CorpsCorrige is { } proposed
            ? QuarantaineQueries.AsBytes(proposed)
            : body;

    /// <summary>The corrections that agents proposed.</summary>
    /// <param name="followUps">The actions on a message.</param>
    internal static IEnumerable<ReadOnlyMemory<byte>> Of(IReadOnlyList<SuiteDeQuarantaine> followUps) =>
        followUps.Select(f => f.CorpsCorrige).OfType<CorpsDeMessage>().Select(c => (ReadOnlyMemory<byte>)QuarantaineQueries.AsBytes(c));

    /// <summary>All that was typed, in which a person may be named.</summary>
    internal byte[] AllTyped() => Text is { } text ? Encoding.UTF8.GetBytes(text) : JsonSerializer.SerializeToUtf8Bytes(Fields);

    /// <summary>The same as it may be shown again: a NIR is taken out.</summary>
    internal TypedCorrection WithoutNir() => this with
    {
        Fields = Fields.ToDictionary(f => f.Key, f => NirRedaction.RedactField(f.Key, f.Value), StringComparer.Ordinal),
        Text = Text is { } text ? Encoding.UTF8.GetString(NirRedaction.Redact(Encoding.UTF8.GetBytes(text))) : null,
    };
}
