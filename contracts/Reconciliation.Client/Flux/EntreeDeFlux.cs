using System.Text.Json;
using Reconciliation.Contracts;

namespace Reconciliation.Client;

/// <summary>
/// An entry of the feed as it came, of which only that much was read as a copy needs: to store the view it need not be understood. A copy
/// follows one rule: it removes the soin where <see cref="SortDeLaCopie"/> is true, and else overwrites what it holds of it.
/// </summary>
public sealed class EntreeDeFlux
{
    private readonly ReadOnlyMemory<byte> _json;
    private readonly List<(int Debut, int Fin)> _vue;

    private EntreeDeFlux(ReadOnlyMemory<byte> json, List<(int Debut, int Fin)> vue) => (_json, _vue) = (json, vue);

    /// <summary>The soin.</summary>
    public Guid SoinId { get; private init; }

    /// <summary>The version; 0 of one that was erased.</summary>
    public int Version { get; private init; }

    /// <summary>The history in which it was written; null: from before histories were told apart.</summary>
    public string? Epoque { get; private init; }

    /// <summary>When it was written, UTC.</summary>
    public DateTimeOffset MisAJourLe { get; private init; }

    /// <summary>The place after this entry, to store with what was made of it.</summary>
    public string Curseur { get; private init; } = "";

    /// <summary>The soin that took the lines of this one; null: none did.</summary>
    public Guid? RemplacePar { get; private init; }

    /// <summary>Whether the soin was erased: nothing of it may be kept, and the entry holds none of its data.</summary>
    public bool Efface { get; private init; }

    /// <summary>Whether a copy removes the soin: it was erased, or another took its lines.</summary>
    public bool SortDeLaCopie => Efface || RemplacePar is not null;

    /// <summary>The view as JSON in UTF-8, digit by digit as the service wrote it; without the members that only the feed has.</summary>
    public byte[] VueJson()
    {
        var vue = new byte[2 + _vue.Sum(p => p.Fin - p.Debut) + Math.Max(0, _vue.Count - 1)];
        var place = 0;
        vue[place++] = (byte)'{';
        foreach (var (debut, fin) in _vue)
        {
            if (place > 1)
            {
                vue[place++] = (byte)',';
            }

            _json.Span[debut..fin].CopyTo(vue.AsSpan(place));
            place += fin - debut;
        }

        vue[place] = (byte)'}';
        return vue;
    }

    /// <summary>The element as a record.</summary>
    /// <exception cref="InvalidOperationException">The soin was erased: there is none.</exception>
    public ElementDeFlux Element() => Efface
        ? throw new InvalidOperationException("The soin was erased.")
        : JsonSerializer.Deserialize(_json.Span, ContratsJson.Lisible.ElementDeFlux) ?? throw new JsonException("The element is null.");

    /// <summary>Reads an entry.</summary>
    /// <param name="json">An element of the feed, in UTF-8; it is kept.</param>
    /// <exception cref="JsonException">It is none.</exception>
    public static EntreeDeFlux Lire(ReadOnlyMemory<byte> json)
    {
        var reader = new Utf8JsonReader(json.Span);
        reader.Read();
        return Lire(ref reader, json, out _) ?? throw new JsonException("The element has no soinId.");
    }

    /// <summary>Reads the element at which a reader stands.</summary>
    /// <param name="reader">Stands at its beginning, and then at its end.</param>
    /// <param name="json">All that the reader reads.</param>
    /// <param name="curseur">The place after it.</param>
    /// <returns>The entry; null: it is no soin's.</returns>
    internal static EntreeDeFlux? Lire(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json, out string? curseur)
    {
        var origine = reader.TokenStartIndex;
        var vue = new List<(int Debut, int Fin)>(2);
        var (suite, version, efface) = (false, 0, false);
        (Guid? soinId, Guid? remplacePar, string? epoque, DateTimeOffset misAJourLe) = (null, null, null, default);
        curseur = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var debut = (int)(reader.TokenStartIndex - origine);
            var delaVue = true;
            if (Est(ref reader, "soinId"u8)) soinId = reader.GetGuid();
            else if (Est(ref reader, "version"u8)) version = reader.GetInt32();
            else if (Est(ref reader, "epoque"u8)) epoque = reader.GetString();
            else if (Est(ref reader, "misAJourLe"u8)) misAJourLe = reader.GetDateTimeOffset();
            else if (Est(ref reader, "remplacePar"u8)) remplacePar = reader.TokenType == JsonTokenType.Null ? null : reader.GetGuid();
            else if (Est(ref reader, "efface"u8)) efface = reader.GetBoolean();
            else if (Est(ref reader, "situationPrecedente"u8)) delaVue = false;
            else if (Est(ref reader, "curseur"u8)) (curseur, delaVue) = (reader.GetString(), false);
            else reader.Read();

            reader.Skip();
            var fin = (int)(reader.BytesConsumed - origine);
            if (delaVue && suite)
            {
                vue[^1] = (vue[^1].Debut, fin);
            }
            else if (delaVue)
            {
                vue.Add((debut, fin));
            }

            suite = delaVue;
        }

        return soinId is not { } id
            ? null
            : new(json.Slice((int)origine, (int)(reader.BytesConsumed - origine)), vue)
            {
                SoinId = id,
                Version = version,
                Epoque = epoque,
                MisAJourLe = misAJourLe,
                Curseur = curseur ?? "",
                RemplacePar = remplacePar,
                Efface = efface,
            };
    }

    // Goes on to the value of the member that has this name.
    private static bool Est(ref Utf8JsonReader reader, ReadOnlySpan<byte> nom) => reader.ValueTextEquals(nom) && reader.Read();
}
