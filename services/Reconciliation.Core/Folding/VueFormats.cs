using System.Text.Json;
using Reconciliation.Domain;

namespace Reconciliation.Core;

/// <summary>A format of stored views.</summary>
/// <param name="Number">Its number; it is stored with each view and never given to another format.</param>
/// <param name="Introduced">
/// The members that it introduced, each by its path from the root (<c>partRo.montant</c>); one that stands since the first format and
/// was worded anew, as <c>message</c> may be, counts as introduced again.
/// </param>
public sealed record VueFormat(short Number, IReadOnlyList<string> Introduced);

/// <summary>
/// The formats in which views were ever stored, and when two views are the same: member by member, as they were judged. A member that a
/// later format introduced is no difference from a view that was stored before, so that a new member republishes nothing. Neither is a
/// message that differs only by the configured texts.
/// </summary>
public sealed class VueFormats
{
    private const string Message = "message";

    private readonly Dictionary<string, short> _introduced;

    /// <summary>Makes a table.</summary>
    /// <param name="formats">The formats.</param>
    public VueFormats(params IReadOnlyList<VueFormat> formats)
    {
        Current = formats.Max(f => f.Number);
        _introduced = formats.SelectMany(f => f.Introduced.Select(path => (Path: path, f.Number)))
            .GroupBy(i => i.Path, i => i.Number)
            .ToDictionary(i => i.Key, i => i.Max());
    }

    /// <summary>
    /// The formats of the product. A new member of the view is a new format that introduces it; it is not <c>required</c>, since views
    /// that are stored without it are read back and served as they are.
    /// </summary>
    public static VueFormats Product { get; } = new(
        new VueFormat(1, []),
        new VueFormat(
            2,
            [
                "message", "epoque", "messageParties", "retenues", "partRo.base", "partRo.taux", "partRo.ligne", "partRo.montantVirement",
                "partComplementaire.ligne", "partComplementaire.montantVirement",
            ]));

    /// <summary>Every member that a format introduced.</summary>
    public IReadOnlyCollection<string> Introduced => _introduced.Keys;

    /// <summary>The format in which views are made now.</summary>
    public short Current { get; }

    /// <summary>Whether a stored view is the one that was judged.</summary>
    /// <param name="stored">The stored view.</param>
    /// <param name="format">Its format.</param>
    /// <param name="judged">The judged view, with the version and the instant of the stored one.</param>
    /// <param name="messagePattern">Gives the pattern that its message must fit; asked for only where nothing else differs.</param>
    public bool AreSame(byte[] stored, short format, byte[] judged, Func<string> messagePattern)
    {
        ArgumentNullException.ThrowIfNull(messagePattern);
        if (judged.AsSpan().SequenceEqual(stored))
        {
            return true;
        }

        using var before = JsonDocument.Parse(stored);
        using var after = JsonDocument.Parse(judged);
        return new Comparison(_introduced, format, IgnoreUnknown: format > Current).AreSame(before.RootElement, after.RootElement, "")
            && (IsLater(Message, format)
                || (before.RootElement.TryGetProperty(Message, out var message)
                && MessagePattern.Fits(messagePattern(), message.GetString()!)));
    }

    private bool IsLater(string path, short format) => _introduced.TryGetValue(path, out var since) && since > format;

    // A view of a later format than this process knows was stored by the next version of the service: this process leaves the members that
    // it adds alone.
    private readonly record struct Comparison(Dictionary<string, short> Introduced, short Format, bool IgnoreUnknown)
    {
        public bool AreSame(JsonElement stored, JsonElement judged, string path)
        {
            if (stored.ValueKind != judged.ValueKind)
            {
                return false;
            }

            if (judged.ValueKind != JsonValueKind.Object)
            {
                return JsonElement.DeepEquals(stored, judged);
            }

            var prefix = path.Length == 0 ? "" : path + ".";
            foreach (var member in judged.EnumerateObject())
            {
                if (Counts(prefix + member.Name)
                    && !(stored.TryGetProperty(member.Name, out var before) && AreSame(before, member.Value, prefix + member.Name)))
                {
                    return false;
                }
            }

            if (IgnoreUnknown)
            {
                return true;
            }

            foreach (var member in stored.EnumerateObject())
            {
                if (!judged.TryGetProperty(member.Name, out _) && Counts(prefix + member.Name))
                {
                    return false;
                }
            }

            return true;
        }

        private bool Counts(string path) => path != Message && !(Introduced.TryGetValue(path, out var since) && since > Format);
    }
}
