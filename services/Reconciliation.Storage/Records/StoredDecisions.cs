using System.Text.Json;
using System.Text.Json.Serialization;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>The JSON in which décisions are kept: the kind, then the members of that kind.</summary>
/// <param name="parts">The parts that they may name.</param>
public sealed class StoredDecisions(PartCatalogue parts)
{
    // A part is written by its code: no catalogue is asked.
    private static readonly JsonSerializerOptions Writing = Options(new PartCatalogue([]));

    private readonly JsonSerializerOptions _reading = Options(parts);

    public static string Write(Decision decision) => JsonSerializer.Serialize(
        new StoredDecisionEnvelope(decision.GetType().Name, JsonSerializer.SerializeToElement(decision, decision.GetType(), Writing)),
        Writing);

    /// <summary>Reads a décision.</summary>
    /// <param name="content">The JSON.</param>
    /// <param name="beneficiaire">The beneficiary with whom it is kept: décisions that were stored before say of lines only their
    /// names.</param>
    public Decision Read(string content, string beneficiaire)
    {
        var (kind, decision) = JsonSerializer.Deserialize<StoredDecisionEnvelope>(content, _reading)!;
        Decision? read = kind switch
        {
            nameof(Lier) => decision.Deserialize<Lier>(_reading),
            nameof(Delier) => decision.Deserialize<Delier>(_reading),
            nameof(AccepterEcart) => decision.Deserialize<AccepterEcart>(_reading),
            nameof(NeRienAttendre) => decision.Deserialize<NeRienAttendre>(_reading),
            nameof(Rouvrir) => decision.Deserialize<Rouvrir>(_reading),
            nameof(Annoter) => decision.Deserialize<Annoter>(_reading),
            _ => null,
        };
        return read switch
        {
            null => throw new InvalidDataException("A stored décision is of no known kind."),
            Lier tie => tie with { Lignes = Of(tie.Lignes) },
            Delier delier => delier with { Lignes = Of(delier.Lignes) },
            AccepterEcart accept => accept with { Lignes = OfRevisions(accept.Lignes) },
            NeRienAttendre end => end with { Lignes = OfRevisions(end.Lignes) },
            _ => read,
        };

        HashSet<LigneId> Of(IEnumerable<LigneId> lignes) => [.. lignes.Select(Complete)];

        HashSet<(LigneId, int)> OfRevisions(IEnumerable<(LigneId Ligne, int Revision)> lignes) =>
            [.. lignes.Select(l => (Complete(l.Ligne), l.Revision))];

        LigneId Complete(LigneId id) => id with { Beneficiaire = id.Beneficiaire ?? beneficiaire };
    }

    private static JsonSerializerOptions Options(PartCatalogue parts) => new(JsonSerializerDefaults.Web)
    {
        Converters =
        {
            new PartConverter(parts),
            new JsonStringEnumConverter(JsonNamingPolicy.CamelCase),
            new SetConverter<LigneId>(),
            new SetConverter<(LigneId Ligne, int Revision)>(),
        },
        IncludeFields = true,
    };

    // A part by its code.
    private sealed class PartConverter(PartCatalogue parts) : JsonConverter<Part>
    {
        public override Part Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            parts.OfCode(reader.GetString()) ?? throw new InvalidDataException("A stored décision names a part that is not registered.");

        public override void Write(Utf8JsonWriter writer, Part value, JsonSerializerOptions options) => writer.WriteStringValue(value.Code);
    }

    // The serializer writes a read-only set, but does not know which class to read one into.
    private sealed class SetConverter<T> : JsonConverter<IReadOnlySet<T>>
    {
        public override IReadOnlySet<T>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            JsonSerializer.Deserialize<HashSet<T>>(ref reader, options);

        public override void Write(Utf8JsonWriter writer, IReadOnlySet<T> value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.AsEnumerable(), options);
    }

    private sealed record StoredDecisionEnvelope(string Genre, JsonElement Decision);
}
