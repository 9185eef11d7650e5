namespace Reconciliation.ConsoleWeb.Security;

/// <summary>Where a form leads back to: an address of this console and no other, which a header can hold.</summary>
internal static class LocalAddress
{
    /// <summary>The address that a form names, or the start page where it names none of this console.</summary>
    /// <param name="text">The address as the form gives it.</param>
    public static string Of(string? text) =>
        text is ['/', ..] and not ['/', '/' or '\\', ..] && !text.Any(char.IsControl) ? Escaped(text) : "/";

    // A header holds ASCII only; a browser escapes what else it shows in an address.
    private static string Escaped(string text) => text.All(char.IsAscii)
        ? text
        : string.Concat(text.EnumerateRunes().Select(r => r.IsAscii ? r.ToString() : Uri.EscapeDataString(r.ToString())));
}
