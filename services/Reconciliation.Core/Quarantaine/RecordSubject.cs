using System.Text.Json;
using Reconciliation.Contracts;

namespace Reconciliation.Core;

/// <summary>
/// The source, the line and the persons that a record states. A member of the line that it does not state plainly is null; a person is null
/// only where it states none, or by a NIR.
/// </summary>
internal readonly record struct RecordSubject(
    string? Source, string? Organisme, string? Decompte, string? Ordre, string? AdherentId, string? BeneficiaireId)
{
    public static RecordSubject Of(JsonElement record)
    {
        JsonElement? ligne = record.TryGetProperty("ligne", out var named) && named.ValueKind == JsonValueKind.Object ? named : null;
        return new(
            Text(record, "source"), Text(ligne, "organisme"), Text(ligne, "decompte"), Number(ligne, "ordre"), Person(record, "adherentId"),
            Person(record, "beneficiaireId"));
    }

    /// <summary>
    /// Refuses the members of a correction that differ from the message that it corrects. Where the message states its line in full, a
    /// person whom it does not state, or states by a NIR, may be filled in: such a message waits for that. Any other member that the
    /// message does not state differs too: nothing would tell whose payment the correction writes.
    /// </summary>
    /// <param name="corrected">The subject of the correction.</param>
    public IReadOnlyList<Rejet> ChangesIn(RecordSubject corrected)
    {
        (string Member, string? Before, string? After)[] line =
        [
            ("source", Source, corrected.Source), ("ligne.organisme", Organisme, corrected.Organisme),
            ("ligne.decompte", Decompte, corrected.Decompte), ("ligne.ordre", Ordre, corrected.Ordre),
        ];
        var mayBeFilled = line.All(m => m.Before is not null && m.Before == m.After);
        (string Member, string? Before, string? After)[] persons =
            [("adherentId", AdherentId, corrected.AdherentId), ("beneficiaireId", BeneficiaireId, corrected.BeneficiaireId)];
        return
        [
            .. line.Where(m => m.Before != m.After)
                .Concat(persons.Where(m => m.Before != m.After && !(m.Before is null && mayBeFilled)))
                .Select(m => Regle.Refuse(Regle.AutreLigne, m.Member)),
        ];
    }

    private static string? Text(JsonElement? subject, string member) =>
        subject is { } s && s.TryGetProperty(member, out var text) && text.ValueKind == JsonValueKind.String
            && text.GetString() is { } stated && !stated.Contains(Nir.Marque, StringComparison.Ordinal)
                ? stated
                : null;

    // However a person is stated, as a number or under a name of other letters: it was stated, and another one is another's payment.
    private static string? Person(JsonElement record, string member)
    {
        var stated = record.EnumerateObject().Where(m => m.Name.Equals(member, StringComparison.OrdinalIgnoreCase)).Select(m => m.Value)
            .Select(v => v.ValueKind switch
            {
                JsonValueKind.Null => null,
                JsonValueKind.String => v.GetString(),
                _ => v.GetRawText(),
            })
            .Where(v => v?.Contains(Nir.Marque, StringComparison.Ordinal) == false).Distinct(StringComparer.Ordinal).ToList();
        return stated.Count == 0 ? null : string.Join('\n', stated);
    }

    // Numbers are compared by their value: 1 and 1.0 are one.
    private static string? Number(JsonElement? subject, string member) =>
        subject is { } s && s.TryGetProperty(member, out var number) && number.ValueKind == JsonValueKind.Number
            && number.TryGetDecimal(out var value)
            ? value.ToString("0.############################", System.Globalization.CultureInfo.InvariantCulture)
            : null;
}
