// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <utility>

namespace interlock {

/// For vectors whose elements are written before they are read: resize() makes room and leaves it as it is.
/// Of a large room only what is needed is ever touched, which is most of what a large document costs.
template<typename T>
struct RoomAllocator : std::allocator<T>
{
    template<typename U>
    struct rebind
    {
        using other = RoomAllocator<U>;
    };

    RoomAllocator() = default;
    template<typename U>
    explicit RoomAllocator(const RoomAllocator<U> &) noexcept
    {
    }

    template<typename U>
    void construct(U *) noexcept
    {
    }
    template<typename U, typename... Arguments>
    void construct(U *at, Arguments &&...arguments)
    {
        std::construct_at(at, std::forward<Arguments>(arguments)...);
    }
};

} // namespace interlock
